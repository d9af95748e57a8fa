/** onnxruntime reports to its maker unless it is loaded with care. One file loads it; nothing else that ships may. */
import { expect, it } from 'vitest';
import { filesIn, ROOMS } from './files.ts';

it('only inference/onnx/onnxruntime.ts loads onnxruntime', () => {
  const loading = filesIn([...ROOMS, 'bench'], ['ts', 'tsx', 'mjs', 'js']).filter(({ lines }) =>
    lines.some((line) => /['"]onnxruntime-(?:node|web|common)['"]/.test(line) && !line.startsWith('import type')),
  );
  expect(loading.map(({ path }) => path)).toEqual(['inference/onnx/onnxruntime.ts']);
});
