// A weight file that another program is writing, as onnxruntime refuses it on Windows.
import { expect, it, vi } from 'vitest';
import { Session } from '../../inference/onnx/session.ts';
import { Graph } from '../../inference/onnx/graph.ts';
import { mapSource } from '../../inference/checkpoint/weight-source.ts';

/** The words of onnxruntime 1.30 on Windows. */
const REFUSAL = 'Deserialize tensor w failed.open file a b.safetensors fail, errcode = 32 - Sharing violation.';

vi.mock('../../inference/onnx/onnxruntime.ts', () => ({
  onnxruntime: () => ({ InferenceSession: { create: () => Promise.reject(new Error(REFUSAL)) } }),
}));

it('is named, with what to do', async () => {
  const graph = new Graph('empty', mapSource('none', new Map()));
  graph.output('y', graph.input('x', 'float32', [1]));
  await expect(Session.create(graph.finish(), { precision: 'cast' })).rejects.toMatchObject({
    code: 'file-in-use',
    message:
      'a b.safetensors cannot be read: another program is writing it, such as a download or a copy. ' +
      'Wait until that is done, or close the program, then run again.',
    details: { file: 'a b.safetensors', received: REFUSAL },
  });
});
