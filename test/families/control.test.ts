/**
 * Patches, Fun ControlNets and the union LoRA's way, through the inference process, against PyTorch.
 * Expected values: test/fixtures/control/make_control.py.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ComponentRef, ControlRequest, StepRequest } from '../../inference/families/requests.ts';
import type { PixelMask } from '../../inference/image/mask.ts';
import { InferenceClient } from '../../inference/runtime/client.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { gap, openGoldens, repoPath, TINY } from '../inference/support/goldens.ts';
import { readAll, writeAll } from '../inference/support/temporary-checkpoint.ts';
import { component } from '../runtime/support.ts';

const FIXTURES = repoPath('test/fixtures/control');
const expected = await openGoldens('control');
const TOLERANCE = 2e-5;

const inference = new InferenceClient();
afterAll(() => inference.close());

const [latents, control, picture, reference, text, painted] = (await Promise.all(
  ['latents', 'control', 'picture', 'reference', 'text', 'painted'].map((name) => expected.get(name)),
)) as [
  Tensor<'float32'>,
  Tensor<'float32'>,
  Tensor<'float32'>,
  Tensor<'float32'>,
  Tensor<'float32'>,
  Tensor<'float32'>,
];

/** A pixel for each latent pixel. */
const mask: PixelMask = { width: 12, height: 8, data: Uint8Array.from(painted.data, (value) => value * 255) };

const file = (name: string): string => `${FIXTURES}/${name}.safetensors`;
const patch = (name: string, of: Tensor<'float32'>, strength: number, more: Partial<ControlRequest> = {}) => ({
  controlNet: { ...component('', file(name)), family: 'qwen-image', isBuiltIn: true },
  latents: of,
  scale: 1,
  strength,
  ...more,
});

const withLora: ComponentRef = {
  ...component('transformer'),
  loras: [
    { file: repoPath('test/fixtures/loras/diffusers.safetensors'), digest: 'lora', strength: 0.9, merges: 'none' },
  ],
};

/** One step from noise to nothing: the latents less the result are the velocity. */
async function velocity(request: Partial<StepRequest>, client = inference): Promise<Tensor<'float32'>> {
  const reply = await client.request('denoiseStep', {
    transformer: component('transformer'),
    latents,
    positive: { embeds: text },
    guidance: { scale: 1, rescale: false },
    sigma: 1,
    nextSigma: 0,
    timestep: 0.5123,
    ...request,
  });
  return float32(
    latents.data.map((value, i) => value - (reply.latents.data[i] as number)),
    latents.dims,
  );
}

async function off(name: string, request: Partial<StepRequest>): Promise<number> {
  return gap(name, await velocity(request), await expected.get(name));
}

describe('a patch of DiffSynth', () => {
  it('changes the stream after every block', async () => {
    expect(await off('patch', { controls: [patch('canny-patch', control, 1)] })).toBeLessThan(TOLERANCE);
  });

  it('is read in int8 too', async () => {
    expect(await off('patch-int8', { controls: [patch('canny-patch-int8', control, 1)] })).toBeLessThan(TOLERANCE);
    const plain = gap('of bf16', await expected.get('patch'), await expected.get('patch-int8'));
    expect(plain).toBeGreaterThan(10 * TOLERANCE);
  });

  it('leaves the tokens of references alone', async () => {
    const controls = [patch('canny-patch', control, 0.9)];
    const positive = { embeds: text, references: [reference] };
    expect(await off('patch-reference', { controls, positive })).toBeLessThan(TOLERANCE);
  });

  it('for inpainting takes the mask as a channel', async () => {
    const controls = [patch('inpaint-patch', picture, 0.8, { mask })];
    expect(await off('inpaint', { controls })).toBeLessThan(TOLERANCE);
  });

  it('adds up with others, which see the same stream', async () => {
    const controls = [patch('canny-patch', control, 0.7), patch('inpaint-patch', picture, -0.4, { mask })];
    expect(await off('two', { controls })).toBeLessThan(TOLERANCE);
    expect(await off('two', { controls: controls.toReversed() })).toBeLessThan(TOLERANCE);
  });

  it('outside of its steps changes nothing, and the transformer stays in memory', async () => {
    const transformers = async () =>
      (await inference.request('status', {})).loaded.filter(({ kind }) => kind === 'transformer').length;
    await velocity({ controls: [patch('canny-patch', control, 1)] });
    const before = await transformers();
    expect(await off('plain', { controls: [patch('canny-patch', control, 0)] })).toBeLessThan(TOLERANCE);
    expect(await transformers()).toBe(before);
  });
});

describe('a pair that does not fit', () => {
  const check = (builtIn: string, dir: string): Promise<unknown> =>
    inference.request('check', {
      components: [{ role: 'transformer', ref: { ...component('', dir), builtIn: [component('', file(builtIn))] } }],
    });

  it('is refused when a transformer is checked', async () => {
    await check('canny-patch', join(TINY, 'transformer'));
    await expect(check('canny-patch', repoPath('models/nano/transformer'))).rejects.toThrow(
      'canny-patch.safetensors is a patch for another transformer: it is made for 2 blocks of width 96, ' +
        'this one has 6 blocks of width 192. Load the patch that is made for this transformer',
    );
    await expect(check('fun-union', join(TINY, 'transformer'))).rejects.toThrow('has no tensor img_in.weight');
  });

  it('is refused when control and result differ in size, or a prompt has references', async () => {
    await expect(velocity({ controls: [patch('canny-patch', reference, 1)] })).rejects.toThrow(
      'patches[0].control: expected shape [24, 64], received [12, 64]',
    );
    const fun = { controlNet: component('', file('fun-union')), latents: control, scale: 1, strength: 1 };
    const positive = { embeds: text, references: [reference] };
    await expect(velocity({ controls: [fun], positive })).rejects.toThrow('ControlNets know no pictures to edit');
    await expect(velocity({ controls: [{ ...fun, mask }] })).rejects.toThrow('the picture is missing');
  });

  it.each([
    ['canny-patch', 'controlnet_blocks.1.output_proj.bias'],
    ['fun-union', 'control_blocks.1.attn.to_q.weight'],
    ['fun-union', 'control_blocks.1.txt_mod.1.bias'],
  ])('is refused with a tensor missing: %s, %s', async (name, tensor) => {
    const dir = join(await mkdtemp(join(tmpdir(), 'inkloom-')), 'damaged.safetensors');
    const tensors = new Map(await readAll(file(name)));
    tensors.delete(tensor);
    await writeAll(dir, tensors);
    const request = inference.request('check', { components: [{ role: 'controlNet', ref: component('', dir) }] });
    await expect(request).rejects.toThrow(tensor.split('.').slice(2).join('.'));
  });

  it('is refused when a component is loaded as what it is not', async () => {
    const { controlNet, ...rest } = patch('canny-patch', control, 1);
    const beside = { ...rest, controlNet: { ...controlNet, isBuiltIn: false } };
    await expect(velocity({ controls: [beside] })).rejects.toThrow('is a patch: it works within a transformer');
    await expect(velocity({ controls: [patch('fun-union', control, 1)] })).rejects.toThrow('is no patch');
  });
});

describe('multiplied in 8-bit integers', () => {
  const integers = new InferenceClient({ precision: 'int8' });
  afterAll(() => integers.close());

  it.each([
    ['patch', patch('canny-patch', control, 1)],
    ['fun', { controlNet: component('', file('fun-union')), latents: control, scale: 1, strength: 0.8 }],
  ])('stays close to the reference: %s', async (name, use) => {
    const result = await velocity({ controls: [use] }, integers);
    const [plain, wanted] = await Promise.all([expected.get('plain'), expected.get(name)]);
    const error = gap(`${name} in integers`, result, wanted);
    // The control itself changes velocities by more than 2.
    expect(error).toBeGreaterThan(TOLERANCE);
    expect(error).toBeLessThan(gap('control', plain, wanted) / 10);
  });
});

describe('the Fun ControlNet', () => {
  const fun = (more: Partial<ControlRequest> = {}): ControlRequest => ({
    controlNet: { ...component('', file('fun-union')), family: 'qwen-image' },
    latents: control,
    scale: 1,
    strength: 0.8,
    ...more,
  });

  it('adds to the stream after the first block of each part', async () => {
    expect(await off('fun', { controls: [fun()] })).toBeLessThan(TOLERANCE);
  });

  it('is not loaded for a step that it takes no part in', async () => {
    const fresh = new InferenceClient();
    try {
      const request = { transformer: component('transformer'), latents, positive: { embeds: text } };
      const step = { ...request, guidance: { scale: 1 }, sigma: 1, nextSigma: 0, timestep: 0.5123 };
      await fresh.request('denoiseStep', { ...step, controls: [fun({ strength: 0 })] });
      expect((await fresh.request('status', {})).loaded.map(({ kind }) => kind)).toEqual(['transformer']);
    } finally {
      await fresh.close();
    }
  });

  it('sees each prompt for itself', async () => {
    const otherText = await expected.get('other-text');
    const request = { controls: [fun()], negative: { embeds: otherText }, guidance: { scale: 3, rescale: false } };
    const [positive, negative] = await Promise.all([expected.get('fun'), expected.get('fun-other-text')]);
    const guided = negative.data.map((value, i) => value + 3 * ((positive.data[i] as number) - value));
    const result = await velocity(request);
    expect(gap('fun with guidance', result, float32(guided, result.dims))).toBeLessThan(5 * TOLERANCE);
  });

  it('paints in a picture with a mask', async () => {
    expect(await off('fun-inpaint', { controls: [fun({ mask, picture })] })).toBeLessThan(TOLERANCE);
  });

  it("goes on from the transformer's streams with its LoRAs", async () => {
    expect(await off('fun-lora', { controls: [fun()], transformer: withLora })).toBeLessThan(TOLERANCE);
  });
});

describe("the union LoRA's way", () => {
  it('is a LoRA, with the control picture as a reference of the base model', async () => {
    const positive = { embeds: text, references: [control] };
    expect(await off('lora-reference', { transformer: withLora, positive })).toBeLessThan(TOLERANCE);
  });
});
