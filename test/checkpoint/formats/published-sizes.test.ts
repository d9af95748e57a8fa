// Files with every tensor of the published transformer: headers alone are read, and all formats make the same graph.
import { readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { cpu } from '../../../inference/onnx/devices/cpu.ts';
import { Transformer } from '../../../inference/families/qwen-image/transformer/transformer.ts';
import { repoPath } from '../../inference/support/goldens.ts';
import { type Shapes, sparseGguf, sparseSafetensors } from './sparse-file.ts';

const shapes: Shapes = JSON.parse(
  await readFile(repoPath('test/fixtures/layouts/transformer-qwen-image.json'), 'utf8'),
);
const GB = 1e9;

let path = '';
afterEach(async () => {
  await rm(dirname(path), { recursive: true });
});

/** Plans a transformer, which needs no values. @returns sizes in GB, to two digits. */
async function planned(file: { readonly path: string; readonly size: number }) {
  ({ path } = file);
  const before = process.memoryUsage().rss;
  const plan = await Transformer.plan({ dir: path }, cpu, { folder: dirname(path), digest: 'digest' });
  expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  const round = (bytes: number): number => Math.round(bytes / GB / 0.01) * 0.01;
  return {
    file: round(file.size),
    mapped: round(plan.memory('cast').mapped),
    prepared: plan.prepared?.length ?? 0,
  };
}

it('bf16 is mapped as it is', async () => {
  const { file, mapped, prepared } = await planned(await sparseSafetensors(shapes, 'bf16'));
  expect([file, prepared]).toEqual([40.86, 0]);
  expect(mapped).toBeCloseTo(40.86, 2);
});

it.each(['fp8_scaled', 'int8_convrot'] as const)('%s is mapped as it is', async (encoding) => {
  const { file, mapped, prepared } = await planned(await sparseSafetensors(shapes, encoding));
  expect(prepared).toBe(0);
  expect(mapped).toBeCloseTo(file, 1);
  expect(mapped).toBeLessThan(21);
});

it('GGUF is prepared, with a byte for each value and the scales of groups', async () => {
  const { file, mapped, prepared } = await planned(await sparseGguf(shapes));
  expect(prepared).toBe(60 * 14 + 5);
  expect(file).toBeCloseTo(11.5, 1);
  // 1 byte, and 8 for each 32 values.
  expect(mapped).toBeCloseTo(20.43 * 1.25, 1);
});
