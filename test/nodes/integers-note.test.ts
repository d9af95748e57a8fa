// Nodes that load models say when they are multiplied in integers, and what to type for exact products.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadedComponent } from '../../nodes/models/components.ts';
import { TINY } from '../inference/support/goldens.ts';

test.for([
  [
    { 'text encoder': 'int8', 'vision tower': 'int8' },
    ['text_encoder: 8-bit integers for the text encoder and the vision tower, which'],
  ],
  [{ '*': 'int8' }, ['text_encoder: 8-bit integers for the model, which']],
  [
    { transformer: 'int4', ControlNet: 'int8' },
    [
      'text_encoder: 8-bit integers for the ControlNet, which',
      'text_encoder: 4-bit integers for the transformer, which take least memory',
    ],
  ],
  [{ transformer: 'int4-rounded' }, ['text_encoder: 4-bit integers for the transformer, rounded again, because']],
  [{ 'text encoder': 'cast' }, []],
  [{}, []],
] as const)('held as %o', async ([held, expected]) => {
  const notes: string[] = [];
  const service = { settle: async () => ({ graphs: 1, held }), digestOfSet: async () => 'digest' };
  const ctx = { node: 'load', use: () => service as never, note: (text: string) => void notes.push(text) };
  const opened = { files: { dir: join(TINY, 'text_encoder') }, family: 'qwen-image', facts: {} };
  expect(await loadedComponent(opened, ctx)).toMatchObject({ settled: { held } });
  expect(notes).toHaveLength(expected.length);
  expected.forEach((part, i) => expect(notes[i]).toContain(part));
});
