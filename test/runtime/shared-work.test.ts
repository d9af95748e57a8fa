// The positive and the negative pass share what is the same, counted in runs of sessions and equal to the bit.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FamilyRegistry } from '../../inference/families/registry.ts';
import type { ControlRequest, PictureTokens, PromptRequest, StepRequest } from '../../inference/families/requests.ts';
import { Session } from '../../inference/onnx/session.ts';
import { noPulse } from '../../inference/pulse.ts';
import { createOperations, type Operations } from '../../inference/runtime/operations.ts';
import { Residents } from '../../inference/runtime/residents.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { processorSchema } from '../../inference/text/qwen2.5-vl/vision/processor.ts';
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import { CHECKPOINTS, repoPath } from '../inference/support/goldens.ts';
import { component } from './support.ts';

/** An input that only the sessions of one kind have. */
const MARKS = {
  vision: 'patches',
  text: 'embeds',
  modulation: 'timestep',
  transformer: 'latents',
  control: 'control',
  funModulation: 'temb',
} as const;
type Kind = keyof typeof MARKS;

/** The operations of a process that has loaded nothing, and the runs of each kind of session so far. */
function process(): { readonly ops: Operations; readonly runs: (kind: Kind) => number } {
  const settings = { device: 'cpu', budgets: { cpu: 2 ** 32 }, precision: 'fp32', families: [] } as const;
  const residents = new Residents({ ...settings, prepared: join(tmpdir(), 'inkloom-prepared') }, new FamilyRegistry());
  const spy = vi.spyOn(Session.prototype, 'run');
  const runs = (kind: Kind): number => spy.mock.calls.filter(([inputs]) => MARKS[kind] in inputs).length;
  return { ops: createOperations(residents), runs };
}

afterEach(() => vi.restoreAllMocks());

const normal = (dims: readonly number[], seed: bigint): Tensor<'float32'> => {
  const count = dims.reduce((product, size) => product * size, 1);
  return float32(new TorchGenerator(seed).randn(count), dims);
};

describe('prompts about one picture', () => {
  const textEncoder = component('text_encoder');
  const processor = processorSchema.parse({});
  const tokenizer = component('tokenizer', repoPath('models/tiny-random/tokenizer'));
  const image = {
    width: 56,
    height: 84,
    channels: 3,
    data: new Uint8Array(56 * 84 * 3).map((_, i) => i % 251),
  } as const;
  const promptOf = (
    prompt: string,
    pictures: readonly PictureTokens[],
    template: 'edit' | 'text-to-image' = 'edit',
  ): PromptRequest => ({ textEncoder, tokenizer, template, prompt, window: 500, overflow: 'error', pictures });

  it('read it once: template and picture, and the rest of each', async () => {
    const { ops, runs } = process();
    const picture = await ops.readPicture({ textEncoder, processor, image }, noPulse);
    const { embeds: positive } = await ops.encodePrompt(promptOf('make it blue', [picture]), noPulse);
    expect(runs('text')).toBe(2);
    const { embeds: negative } = await ops.encodePrompt(promptOf('blurred', [picture]), noPulse);
    expect(runs('text')).toBe(3);
    expect(runs('vision')).toBe(1);
    // A process that reads the negative prompt alone gives the same bytes.
    expect((await process().ops.encodePrompt(promptOf('blurred', [picture]), noPulse)).embeds).toEqual(negative);
    expect(positive).not.toEqual(negative);
  });

  it('read another picture anew, and text without a picture in one run', async () => {
    const { ops, runs } = process();
    const picture = await ops.readPicture({ textEncoder, processor, image }, noPulse);
    const data = picture.tokens.data.map((value, i) => (i === 5 ? value + 1 : value));
    const other = { ...picture, tokens: float32(data, picture.tokens.dims) };
    const { embeds } = await ops.encodePrompt(promptOf('make it blue', [picture]), noPulse);
    expect((await ops.encodePrompt(promptOf('make it blue', [other]), noPulse)).embeds).not.toEqual(embeds);
    expect(runs('text')).toBe(4);
    await ops.encodePrompt(promptOf('a fox', [], 'text-to-image'), noPulse);
    expect(runs('text')).toBe(5);
  });
});

describe('both passes of a step', () => {
  const latents = normal([1, 16, 8, 12], 1n);
  const timesteps = [1, 0.7, 0.3];
  const stepAt = (timestep: number, controls: readonly ControlRequest[] = []): StepRequest => ({
    transformer: component('transformer'),
    latents,
    positive: { embeds: normal([9, 64], 2n) },
    negative: { embeds: normal([5, 64], 3n) },
    guidance: { scale: 4 },
    sigma: timestep,
    nextSigma: 0,
    timestep,
    controls,
  });
  const controlOf = (dir: string): ControlRequest => ({
    latents: normal([1, 16, 8, 12], 4n),
    scale: 1,
    strength: 0.8,
    controlNet: { ...component('', dir), family: 'qwen-image' },
  });

  it('and all steps share the modulation of a schedule', async () => {
    const { ops, runs } = process();
    await ops.expectTimesteps({ timesteps }, noPulse);
    for (const timestep of timesteps) await ops.denoiseStep(stepAt(timestep), noPulse);
    expect([runs('modulation'), runs('transformer')]).toEqual([1, 6]);
  });

  it('share the samples of a ControlNet, whose modulation is that of a schedule too', async () => {
    const { ops, runs } = process();
    const controls = [controlOf(join(CHECKPOINTS, 'tiny-controlnet'))];
    await ops.expectTimesteps({ timesteps }, noPulse);
    for (const timestep of timesteps) await ops.denoiseStep(stepAt(timestep, controls), noPulse);
    // A net and a transformer, each with a modulation.
    expect([runs('control'), runs('modulation')]).toEqual([3, 2]);
  });

  it('share the modulation of a Fun ControlNet, which sees each prompt', async () => {
    const { ops, runs } = process();
    const controls = [controlOf(repoPath('test/fixtures/control/fun-union.safetensors'))];
    for (const timestep of timesteps.slice(0, 2)) await ops.denoiseStep(stepAt(timestep, controls), noPulse);
    expect([runs('control'), runs('funModulation')]).toEqual([4, 2]);
  });
});
