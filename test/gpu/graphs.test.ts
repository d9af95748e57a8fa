// Whole models built of the kernels of GPUs, on the processor, against the reference.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Transformer } from '../../inference/families/qwen-image/transformer/transformer.ts';
import { Transformer as Transformer21 } from '../../inference/families/qwen-image-2.1/transformer/transformer.ts';
import { cpu } from '../../inference/onnx/devices/cpu.ts';
import type { Device } from '../../inference/onnx/devices/device.ts';
import { gpuKernels } from '../../inference/onnx/kernels/gpu.ts';
import type { ModelPlan } from '../../inference/onnx/model-plan.ts';
import { TextEncoder } from '../../inference/text/qwen2.5-vl/text-encoder.ts';
import { VisionTower } from '../../inference/text/qwen2.5-vl/vision/vision-tower.ts';
import { TextEncoder as TextEncoder3 } from '../../inference/text/qwen3-vl/text-encoder.ts';
import { edit, type EditName, TINY_21 } from '../inference/qwen-image-2.1/support/sequences.ts';
import { numbers, TEXT_ENCODER } from '../inference/qwen3-vl/support.ts';
import { gap, openGoldens, stack, TINY, unbatched } from '../inference/support/goldens.ts';
import { readAll, zeroConditionCheckpoint } from '../inference/support/temporary-checkpoint.ts';
import { repoPath } from '../inference/support/goldens.ts';

/** The processor with kernels of GPUs. */
const device: Device = { ...cpu, kernels: gpuKernels };
/** As for the kernels of the processor. */
const [VELOCITY, HIDDEN, VISION] = [5e-5, 1e-4, 3e-4];
const TEXT_FOLDER = join(TINY, 'text_encoder');

/** Loads a model, and releases it after its work. */
async function withModel<M extends { release(): Promise<void> }, R>(
  plan: Promise<ModelPlan<M>>,
  work: (model: M) => Promise<R>,
): Promise<R> {
  const model = await (await plan).load({ precision: 'fp32', threads: 1 });
  try {
    return await work(model);
  } finally {
    await model.release();
  }
}

describe('graphs of GPU kernels equal the reference', () => {
  test.for(['edit', 'edit_zero_cond_t'])('the transformer of Qwen-Image, %s', async (kind) => {
    const goldens = await openGoldens('transformer');
    const get = async (name: string) => unbatched(await goldens.get(name));
    const dir = kind === 'edit' ? join(TINY, 'transformer') : await zeroConditionCheckpoint();
    const velocity = await withModel(Transformer.plan({ dir }, device), async (model) =>
      model.predict({
        latents: stack(await get('input.latents.8x8'), await get('input.ref.0.6x10')),
        text: await get('input.text.9'),
        timestep: 0.5123,
        grids: [
          { frames: 1, height: 8, width: 8 },
          { frames: 1, height: 6, width: 10 },
        ],
      }),
    );
    const name = `${kind}.refs1.text9.t0.5123.velocity`;
    expect(gap(name, velocity, await goldens.get(name))).toBeLessThanOrEqual(VELOCITY);
  });

  test.for(['one', 'two'] satisfies EditName[])('the transformer of Qwen-Image-2.1, pictures: %s', async (pictures) => {
    const goldens = await openGoldens('2.1/transformer');
    const input = { ...(await edit(goldens, pictures)), timestep: 0.5123 };
    const velocity = await withModel(Transformer21.plan({ dir: TINY_21 }, device), (model) => model.predict(input));
    const name = `edit.${pictures}.t0.5123.velocity`;
    expect(gap(name, velocity, await goldens.get(name))).toBeLessThanOrEqual(VELOCITY);
  });

  test('Qwen2.5-VL, and its vision tower', async () => {
    const goldens = await openGoldens('text');
    const file = await readAll(repoPath('test/fixtures/goldens/text.safetensors'));
    const ids = new BigInt64Array(Uint8Array.from(file.get('trace.input_ids')?.data ?? []).buffer);
    const hidden = await withModel(TextEncoder.plan({ dir: TEXT_FOLDER }, device), (model) =>
      model.encode([...ids].map(Number)),
    );
    const last = 'trace.hidden.last_after_norm';
    expect(gap(last, hidden, await goldens.get(last))).toBeLessThanOrEqual(HIDDEN);
    const vision = await openGoldens('vision');
    const [, rows = 0, columns = 0] = (await vision.get('a.image_grid_thw')).data;
    const patches = await vision.get('a.pixel_values');
    const tokens = await withModel(VisionTower.plan({ dir: TEXT_FOLDER }, device), (model) =>
      model.encode({ patches, grid: { rows, columns } }),
    );
    expect(gap('a tokens', tokens, await vision.get('a.image_embeds'))).toBeLessThanOrEqual(VISION);
  });

  test('Qwen3-VL', async () => {
    const goldens = await openGoldens('qwen-image-2.1/text');
    const ids = await numbers(goldens, 'trace.input_ids');
    const plan = (own: Device) => TextEncoder3.plan({ dir: TEXT_ENCODER }, own);
    const [hidden, expected] = [
      await withModel(plan(device), (model) => model.encode(ids)),
      await withModel(plan(cpu), (model) => model.encode(ids)),
    ];
    expect(gap('Qwen3-VL', hidden, expected)).toBeLessThanOrEqual(HIDDEN);
  });
});
