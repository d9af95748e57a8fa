// @vitest-environment happy-dom
/** Width and height say so when the model of the graph was not made for such a size. */
import { afterEach, describe, expect, it } from 'vitest';
import type { ModelInfo } from '../../../engine/protocol/index.ts';
import { catalogueNode, model, stub } from './support/stub.ts';

const side = { kind: 'int', min: 16, max: 16_384, step: 16, default: 1328 } as const;
const NODES = [
  catalogueNode('load', { checkpoint: { kind: 'model' } }),
  catalogueNode('size', { width: { ...side, fromModel: 'width' }, height: { ...side, fromModel: 'height' } }),
];
const made: ModelInfo = {
  ...model('one', 'checkpoint'),
  settings: { width: 1328, height: 1328 },
  sizes: [
    [1328, 1328],
    [1664, 928],
    [928, 1664],
  ],
};
const MODELS = { checkpoints: ['one'], controlNets: [], entries: [made], missing: [] };

/** Fields for a picture of this size, and the notes they show. */
function fieldsOf(inputs: Record<string, number | { readonly from: string }>, checkpoint = 'one') {
  const { session, field } = stub({
    nodes: NODES,
    models: MODELS,
    workflow: { n: { type: 'size', inputs }, load: { type: 'load', inputs: { checkpoint } } },
  });
  const fields = [field('width'), field('height')];
  const notes = (): readonly string[] =>
    fields.map(({ element }) => element.querySelector('.field-issue:not([hidden])')?.textContent ?? '');
  return { session, fields, notes };
}

afterEach(() => document.body.replaceChildren());

describe('the size of a picture', () => {
  it('far from those that the model was made for is named at the side that is to blame, and is no error', () => {
    const { fields, notes } = fieldsOf({ width: 6000, height: 1328 });
    expect(notes()).toEqual([
      'one was made for 1328 × 1328, 1664 × 928, 928 × 1664. ' +
        'At 6000 × 1328 a picture may come out blurred or repeated.',
      '',
    ]);
    expect(fields[0]?.element.classList.contains('is-noted')).toBe(true);
    expect(fields[0]?.element.querySelector('[aria-invalid]')).toBeNull();
  });

  it('is fine when model and area are near', () => {
    for (const [width, height] of [
      [1328, 1328],
      [1024, 1024],
      [1664, 928],
      [1600, 1200],
    ] as const)
      expect(fieldsOf({ width, height }).notes()).toEqual(['', '']);
  });

  it('is odd when both sides are short, and follows the other side', () => {
    const { session, notes } = fieldsOf({ width: 512, height: 512 });
    expect(notes().every((note) => note.includes('At 512 × 512'))).toBe(true);
    session.document.do({ name: 'Size', patch: [{ path: ['nodes', 'n', 'inputs', 'height'], value: 1376 }] });
    expect(notes()).toEqual([expect.stringContaining('At 512 × 1376'), '']);
    session.document.do({ name: 'Size', patch: [{ path: ['nodes', 'n', 'inputs', 'width'], value: 928 }] });
    expect(notes()).toEqual(['', '']);
  });

  it('is not judged without its model, or while a side is linked', () => {
    expect(fieldsOf({ width: 64, height: 64 }, 'gone').notes()).toEqual(['', '']);
    expect(fieldsOf({ width: 64, height: { from: 'load.x' } }).notes()).toEqual(['', '']);
  });
});
