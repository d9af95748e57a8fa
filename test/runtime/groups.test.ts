// A large model runs in groups of blocks: its private memory does not grow with their number, and it tells how far a
// request is and can be cancelled between two groups. Published shapes, from files with holes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PromptRequest, StepRequest } from '../../inference/families/requests.ts';
import { float32 } from '../../inference/tensor.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { peakWhile } from '../support/process-memory.ts';
import { writeFirstBlocks } from '../support/sparse-checkpoint.ts';
import { client, component } from './support.ts';

const TEXT_WIDTH = 3584;
/** Private memory that a block may add, in MiB. In one session for all blocks it adds 330. */
const BLOCK = 80;

/** Milliseconds: gigabytes are read, however busy the machine is. */
const TIMEOUT = 180_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(layout: string, blocks: number): Promise<{ dir: string; digest: string; family: string }> {
  const dir = join(folder, `${layout}-${blocks}.safetensors`);
  await writeFirstBlocks(dir, layout, blocks);
  return { dir, digest: dir, family: 'qwen-image' };
}

/** A step of the smallest picture. */
async function stepOf(blocks: number): Promise<StepRequest> {
  return {
    transformer: await file('transformer-qwen-image', blocks),
    latents: float32(new Float32Array(16 * 4 * 4).fill(0.5), [1, 16, 4, 4]),
    positive: { embeds: float32(new Float32Array(2 * TEXT_WIDTH).fill(0.1), [2, TEXT_WIDTH]) },
    guidance: { scale: 1 },
    sigma: 1,
    nextSigma: 0.5,
    timestep: 1,
  };
}

async function promptOf(layers: number): Promise<PromptRequest> {
  return {
    textEncoder: await file('text_encoder-qwen2.5-vl-7b', layers),
    tokenizer: component('tokenizer', repoPath('models/tiny-random/tokenizer')),
    template: 'text-to-image',
    prompt: 'a fox',
    window: 16,
    overflow: 'error',
  };
}

describe.runIf(process.platform === 'linux')('the private memory of an exact run', { timeout: TIMEOUT }, () => {
  const peakOf = async (request: 'step' | 'prompt', blocks: number): Promise<number> => {
    const inference = client({ precision: 'cast' });
    const work = async (): Promise<unknown> =>
      request === 'step'
        ? inference.request('denoiseStep', await stepOf(blocks))
        : inference.request('encodePrompt', await promptOf(blocks));
    const peak = await peakWhile(() => inference.pid, work());
    await inference.close();
    return peak.private;
  };

  it('hardly grows with the blocks of the transformer', async () => {
    expect((await peakOf('step', 7)) - (await peakOf('step', 4))).toBeLessThan(3 * BLOCK);
  });

  it('hardly grows with the layers of the text encoder', async () => {
    expect((await peakOf('prompt', 4)) - (await peakOf('prompt', 2))).toBeLessThan(2 * BLOCK);
  });
});

describe('a step of a large model', { timeout: TIMEOUT }, () => {
  it('tells how far it is, and ends between two groups when it is cancelled', async () => {
    const inference = client({ precision: 'cast', cancelGraceMs: 60_000 });
    const request = await stepOf(12);
    const shares: number[] = [];
    const controller = new AbortController();
    const tick = (share: number): void => {
      shares.push(share);
      controller.abort(new Error('enough'));
    };
    const step = inference.request('denoiseStep', request, { signal: controller.signal, tick });
    await expect(step).rejects.toThrow('enough');
    const { pid } = inference;
    const { loaded } = await inference.request('status', {});
    expect(inference.pid).toBe(pid);
    expect(loaded).toMatchObject([{ kind: 'transformer' }]);
    // Of six groups the second was at work while the message was on its way, or on a busy machine one after it.
    expect(shares[0]).toBeCloseTo(1 / 6);
    expect(Math.max(...shares)).toBeLessThanOrEqual(4 / 6);
  });
});
