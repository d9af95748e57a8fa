// Where components run under `auto`, and how their weights are held there.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FamilyRegistry } from '../../inference/families/registry.ts';
import type { ComponentRef } from '../../inference/families/requests.ts';
import type { DeviceName } from '../../inference/onnx/devices/names.ts';
import { gpuKernels } from '../../inference/onnx/kernels/gpu.ts';
import type { PrecisionSetting } from '../../inference/precision/choose.ts';
import { settleComponent } from '../../inference/runtime/device/settle.ts';
import type { DeviceChoice } from '../../inference/runtime/device/choose-device.ts';
import type { RuntimeSettings } from '../../inference/runtime/protocol.ts';
import { publishedShapes, writeSparse } from '../support/sparse-checkpoint.ts';
import { client, component } from '../runtime/support.ts';

const GIB = 2 ** 30;
const WEBGPU: DeviceChoice = { device: 'webgpu', why: 'It is faster.', adapters: [], reports: [] };
const never = (): Promise<never> => Promise.reject(new Error('asked for nothing'));

/** The transformer of Qwen-Image, 20 billion weights, and its text encoder. */
let transformer: ComponentRef;
let textEncoder: ComponentRef;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
  [transformer, textEncoder] = (await Promise.all(
    ['transformer-qwen-image', 'text_encoder-qwen2.5-vl-7b'].map(async (name) => {
      const dir = join(folder, `${name}.safetensors`);
      await writeSparse(dir, await publishedShapes(name));
      return { dir, digest: name, family: 'qwen-image' };
    }),
  )) as [ComponentRef, ComponentRef];
});

interface Given {
  readonly device?: RuntimeSettings['device'];
  readonly precision?: PrecisionSetting;
  readonly chosen?: DeviceName;
}

const settle = (
  ref: ComponentRef,
  webgpu: number,
  { device = 'auto', precision = 'auto', chosen = 'webgpu' }: Given = {},
) =>
  settleComponent(ref, { device, precision, budgets: { cpu: 32 * GIB, webgpu, cuda: webgpu } }, new FamilyRegistry(), {
    integers: async () => ({
      saturates: false,
      isSteady: true,
      gigaflops: { float32: 100, int8Packed: 100, int8Mapped: 100 },
      errors: { absmax: 0.01, headroom: 0.02 },
      rowScale: 'absmax',
      speed: 1,
    }),
    device: async () => ({ ...WEBGPU, device: chosen }),
  });

describe('a large transformer', () => {
  it.each([
    [24, 'int8'],
    [16, 'int4'],
    [256, 'fp32'],
  ] as const)('runs on the chosen device of %i GiB, its weights held as %s', async (gib, held) => {
    expect(await settle(transformer, gib * GIB)).toEqual({
      graphs: 1,
      held: { transformer: held },
      device: { name: 'webgpu', kernels: gpuKernels.version, activationBytes: GIB, except: [] },
    });
  });

  it('that does not fit runs there where weights can be read in every step, and else on the processor', async () => {
    expect(await settle(transformer, 4 * GIB)).toMatchObject({ held: { transformer: 'int4' }, device: { except: [] } });
    const elsewhere = await settle(transformer, 4 * GIB, { chosen: 'cuda' });
    expect(elsewhere).toMatchObject({ device: { name: 'cuda', except: ['transformer'] } });
  });

  it('keeps to the precision that was set', async () => {
    const { held } = await settle(transformer, 24 * GIB, { precision: 'int4' });
    expect(held).toEqual({ transformer: 'int4' });
  });
});

describe('a text encoder', () => {
  it('stays on the processor where it does not fit as it is, and keeps its numbers', async () => {
    expect(await settle(textEncoder, 24 * GIB)).toEqual({
      graphs: 1,
      held: { 'text encoder': 'cast', 'vision tower': 'fp32', 'language head': 'fp32' },
      device: { name: 'webgpu', kernels: 1, activationBytes: GIB, except: ['text encoder'] },
    });
  });
});

it('a small model stays on the processor, and nothing is asked of the machine', async () => {
  const settings = { device: 'auto', precision: 'auto', budgets: { cpu: 64 * GIB } } as const;
  const asked = { integers: never, device: never };
  for (const part of ['transformer', 'text_encoder', 'vae']) {
    const settled = await settleComponent(component(part), settings, new FamilyRegistry(), asked);
    expect(settled).not.toHaveProperty('device');
  }
});

it('a device that was set is part of the profile, and components name none', async () => {
  expect(client({ device: 'webgpu:1' }).profile()).toMatchObject({ device: 'webgpu:1', kernels: gpuKernels.version });
  const settled = await settle(transformer, 24 * GIB, { device: 'webgpu' });
  expect(settled).toEqual({ graphs: 1, held: { transformer: 'int8' } });
});
