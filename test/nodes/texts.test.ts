// Nodes that work on texts. What Python's methods of the same purpose give.
import { expect, it } from 'vitest';
import { standardNodes } from '../../nodes/index.ts';

function run(type: string, inputs: object): unknown {
  const node = standardNodes.find((each) => each.type === type);
  if (!node || !('run' in node)) throw new Error(`No node "${type}"`);
  return Object.values(node.run(inputs as never, {} as never))[0];
}

it.each([
  ['join-texts', { a: 'a red', b: 'star', between: ' ' }, 'a red star'],
  ['replace-text', { text: 'a.b.c', find: '.', replacement: '$&' }, 'a$&b$&c'],
  ['replace-text', { text: 'abc', find: '', replacement: '-' }, 'abc'],
  ['trim-text', { text: ' \n a b\n ', ends: 'both' }, 'a b'],
  ['trim-text', { text: ' a ', ends: 'start' }, 'a '],
  ['trim-text', { text: ' a ', ends: 'end' }, ' a'],
  ['text-length', { text: '星★🌟' }, 3],
  ['change-case', { text: 'Straße', to: 'upper' }, 'STRASSE'],
  ['change-case', { text: 'ÉCOLE', to: 'lower' }, 'école'],
  ['change-case', { text: 'éCOLE des', to: 'capitalised' }, 'École des'],
  ['change-case', { text: "they said 1st's x2 ok", to: 'title' }, "They Said 1St'S X2 Ok"],
  ['preview-text', { value: 'as it is' }, 'as it is'],
  ['preview-text', { value: 0.5 }, '0.5'],
  ['preview-text', { value: { width: 1, data: new Uint8Array(3) } }, '{"width":1,"data":"3 bytes"}'],
])('%s of %o', (type, inputs, expected) => {
  expect(run(type, inputs)).toBe(expected);
});
