// Nodes do what the facts of a family say, whichever family it is: nodes that give such facts stand for checkpoints.
import { describe, expect, it } from 'vitest';
import { defineNode } from '../../engine/graph/define.ts';
import type { Graph } from '../../engine/graph/graph.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { Services } from '../../engine/graph/service.ts';
import { Engine } from '../../engine/run/engine.ts';
import { parseSchedulerConfig } from '../../inference/diffusion/schedule/scheduler-config.ts';
import { type PixelImage, type Schedule, type TransformerFacts, zeros } from '../../inference/index.ts';
import { standardNodes } from '../../nodes/index.ts';
import { INFERENCE } from '../../nodes/services/tokens.ts';
import {
  CONDITIONING,
  IMAGE,
  LATENT,
  PICTURE,
  SCHEDULER,
  TEXT_ENCODER,
  TRANSFORMER,
  VAE,
} from '../../nodes/sockets.ts';

const ref = { dir: '/models/of-facts', digest: 'a' };
const picture = (width: number, height: number): PixelImage => ({
  width,
  height,
  channels: 3,
  data: new Uint8Array(width * height * 3),
});

interface Facts {
  readonly readsFittedPictures?: boolean;
  readonly rescalesGuidance?: boolean;
  readonly fixedSigmas?: readonly number[];
  readonly sideMultiple?: number;
}

/** The nodes that ship, and one that gives a checkpoint with these facts, a picture and a copy fitted to 64 x 32. */
function registryOf({ readsFittedPictures, rescalesGuidance, fixedSigmas, sideMultiple }: Facts): NodeRegistry {
  const facts = defineNode({
    type: 'test/facts',
    version: 1,
    title: 'Facts',
    category: 'test',
    description: 'Facts of a family.',
    inputs: {},
    outputs: {
      textEncoder: { socket: TEXT_ENCODER },
      transformer: { socket: TRANSFORMER },
      vae: { socket: VAE },
      scheduler: { socket: SCHEDULER },
      conditioning: { socket: CONDITIONING },
      latent: { socket: LATENT },
      image: { socket: IMAGE },
      fitted: { socket: IMAGE },
      picture: { socket: PICTURE },
    },
    run: () => ({
      textEncoder: {
        ...ref,
        tokenizer: ref,
        templates: { 'create': '', 'edit': 'usual', 'edit-one': 'one' },
        pictureSide: 128,
        processor: {},
        width: 1,
        ...(readsFittedPictures === undefined ? {} : { readsFittedPictures }),
      },
      transformer: {
        ...ref,
        patch: 1,
        latentChannels: 1,
        textWidth: 1,
        ...((rescalesGuidance === undefined ? {} : { rescalesGuidance }) satisfies Partial<TransformerFacts>),
      },
      vae: { ...ref, scale: 16, latentChannels: 1, ...(sideMultiple === undefined ? {} : { sideMultiple }) },
      scheduler: {
        ...parseSchedulerConfig({}, 'facts'),
        variant: 'standard' as const,
        ...(fixedSigmas ? { fixedSigmas } : {}),
      },
      conditioning: { embeds: zeros([1, 1]) },
      latent: { samples: zeros([1, 1, 2, 4]), scale: 16 },
      image: picture(100, 50),
      fitted: picture(64, 32),
      picture: { tokens: zeros([1, 1]), rows: 1, columns: 1 } as never,
    }),
  });
  return new NodeRegistry([...standardNodes, facts]);
}

interface Asked {
  readonly operation: string;
  readonly request: Record<string, unknown>;
}

const from = (output: string) => ({ from: `facts.${output}` });

async function run(facts: Facts, type: string, inputs: NonNullable<Graph['nodes'][string]['inputs']>) {
  const asked: Asked[] = [];
  const notes: string[] = [];
  const request = async (operation: string, made: Record<string, unknown>): Promise<unknown> => {
    asked.push({ operation, request: made });
    if (operation === 'resizeImage') return { image: picture(made['width'] as number, made['height'] as number) };
    if (operation === 'denoiseStep')
      return { latents: zeros([1, 1, 2, 4]), memory: { passes: [] }, samplerMemory: { index: 1, draws: 0, past: [] } };
    return { tokens: zeros([1, 1]), rows: 1, columns: 1 };
  };
  const services = new Services().provide(INFERENCE, {
    request: request as never,
    profile: () => ({}) as never,
    device: async () => undefined as never,
    settle: async () => ({ graphs: 1, held: {} }),
    lora: async () => ({}) as never,
    expect: async () => undefined,
  });
  const engine = new Engine({ registry: registryOf(facts), services });
  const result = await engine.run(
    { nodes: { facts: { type: 'test/facts' }, node: { type, inputs } } },
    { targets: ['node'], onEvent: (event) => event.type === 'node-note' && notes.push(event.message) },
  );
  return { asked, notes, outputs: result.outputs['node'], failures: result.failures };
}

describe('look-at-image', () => {
  const inputs = { textEncoder: from('textEncoder'), image: from('image'), fitted: from('fitted') };
  const seen = async (facts: Facts, more: object = {}): Promise<readonly unknown[]> => {
    const { asked } = await run(facts, 'look-at-image', { ...inputs, ...more });
    const image = asked.find(({ operation }) => operation === 'readPicture')?.request['image'] as PixelImage;
    return [image.width, image.height];
  };

  it('shows the fitted picture to a text encoder that reads pictures as the VAE does', async () => {
    expect(await seen({ readsFittedPictures: true })).toEqual([64, 32]);
  });

  it('shows the picture at the area of the checkpoint to others, or at a side that is asked for', async () => {
    expect(await seen({})).toEqual([192, 96]);
    expect(await seen({ readsFittedPictures: true }, { side: 256 })).toEqual([352, 192]);
  });
});

describe('denoise-step', () => {
  const inputs = {
    transformer: from('transformer'),
    latent: from('latent'),
    positive: from('conditioning'),
    negative: from('conditioning'),
    guidance: 3,
    sigma: 1,
    nextSigma: 0,
    timestep: 1,
  };

  it.each([
    [{}, true],
    [{ rescalesGuidance: false }, false],
  ])('with %j asks for guidance with rescale %j', async (facts, rescale) => {
    const { asked } = await run(facts, 'denoise-step', inputs);
    expect(asked[0]?.request['guidance']).toEqual({ scale: 3, rescale });
  });
});

describe('schedule', () => {
  const inputs = { scheduler: from('scheduler'), transformer: from('transformer'), latent: from('latent') };
  const fixedSigmas = [1, 0.75, 0.25];
  const sigmas = (outputs: Readonly<Record<string, unknown>> | undefined) =>
    (outputs?.['schedule'] as Schedule | undefined)?.sigmas;

  it('runs the noise levels that a checkpoint is distilled for, and says that others are not used', async () => {
    const made = await run({ fixedSigmas }, 'schedule', { ...inputs, steps: 20 });
    expect(sigmas(made.outputs)).toEqual([1, 0.75, 0.25, 0]);
    expect(made.notes).toEqual(['The checkpoint has 3 steps of its own: "Steps", set to 20, is not used']);
    expect((await run({ fixedSigmas }, 'schedule', { ...inputs, steps: 3 })).notes).toEqual([]);
  });

  it('says so when such a checkpoint gets other noise levels', async () => {
    const other = { ...inputs, curve: 'custom', sigmas: [1, 0.5] };
    const { outputs, notes } = await run({ fixedSigmas }, 'schedule', other);
    expect(sigmas(outputs)).toEqual([1, 0.5, 0]);
    expect(notes).toEqual([expect.stringContaining('made for 3 noise levels of its own, and these are others')]);
    const own = { ...inputs, curve: 'custom', sigmas: fixedSigmas };
    expect((await run({ fixedSigmas }, 'schedule', own)).notes).toEqual([]);
    expect((await run({}, 'schedule', other)).notes).toEqual([]);
  });
});

describe('empty-latent', () => {
  it('takes sides that the family makes pictures of, and names the nearest', async () => {
    const inputs = { vae: from('vae'), width: 64, height: 48 };
    expect((await run({}, 'empty-latent', inputs)).outputs).toMatchObject({
      latent: { samples: { dims: [1, 1, 3, 4] } },
    });
    const { failures } = await run({ sideMultiple: 32 }, 'empty-latent', inputs);
    expect(failures[0]?.message).toContain('height must be a multiple of 32, got 48; nearest: 32 and 64');
    const fits = await run({ sideMultiple: 32 }, 'empty-latent', { ...inputs, height: 96 });
    expect(fits.outputs).toMatchObject({ latent: { samples: { dims: [1, 1, 6, 4] } } });
  });
});

describe('what a node asks of models', () => {
  const asks = async (type: string, inputs: Parameters<typeof run>[2]) => (await run({}, type, inputs)).asked;

  it('is to read a picture as it is', async () => {
    const asked = await asks('look-at-image', { textEncoder: from('textEncoder'), image: from('image'), asIs: true });
    expect(asked).toMatchObject([{ operation: 'readPicture', request: { image: { width: 100, height: 50 } } }]);
  });

  it('is to encode the middle of a picture that fills no latent pixels at its edges', async () => {
    const asked = await asks('encode-image', { vae: from('vae'), image: from('image'), crop: true });
    expect(asked).toMatchObject([{ operation: 'encodeImage', request: { image: { width: 96, height: 48 } } }]);
  });

  it.each([
    ['one', 'one'],
    ['several', 'usual'],
    ['auto', 'usual'],
  ])('is to put an instruction about %s by the template "%s"', async (about, template) => {
    const inputs = { textEncoder: from('textEncoder'), pictures: from('picture'), about };
    expect(await asks('encode-edit', inputs)).toMatchObject([{ operation: 'encodePrompt', request: { template } }]);
  });
});
