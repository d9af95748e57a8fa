/** Times that are expected of work, and learned from requests to the inference process. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FamilyRegistry } from '../../inference/families/registry.ts';
import { ExpectedTimes } from '../../inference/runtime/expected-times.ts';
import { workOf } from '../../inference/runtime/measured-work.ts';
import { SpeedBook } from '../../inference/speed/speed-book.ts';
import { float32 } from '../../inference/tensor.ts';
import { TINY } from '../inference/support/goldens.ts';
import { client, component, step } from './support.ts';

const REF = { ...component('transformer'), settled: { graphs: 1, held: { transformer: 'fp32' } } } as const;
const PROFILE = {
  runtime: 'onnxruntime',
  device: 'cpu',
  precision: 'float32',
  kernels: 1,
  threads: 2,
  activationBytes: 2 ** 30,
};

function times(book = new SpeedBook(), threads = 2): ExpectedTimes {
  const settle = async () => ({ graphs: 1, held: { transformer: 'fp32' } as const });
  return new ExpectedTimes({ families: new FamilyRegistry(), book, profile: () => ({ ...PROFILE, threads }), settle });
}

/** A square picture, of a side in latent pixels, and one prompt of nine tokens. */
const sizes = (side: number, passes = [9]) => ({ latentPixels: side ** 2, referencePixels: 0, passes });
const stepOf = (side: number) => ({ operation: 'denoiseStep', ref: REF, sizes: sizes(side) }) as const;

describe('expected times', () => {
  it('are unknown before anything was measured', async () => {
    expect(await times().expect('denoiseStep', REF, sizes(16))).toBeUndefined();
  });

  it('grow with the work: twice for two prompts, and more than fourfold for twice the side', async () => {
    const all = times();
    await all.learn(stepOf(16), { loading: 0, working: 1 });
    expect(await all.expect('denoiseStep', REF, sizes(16))).toEqual({ seconds: 1, loading: 0 });
    expect((await all.expect('denoiseStep', REF, sizes(16, [9, 9])))?.seconds).toBeCloseTo(2);
    // 64 and 256 tokens of the picture, nine of text.
    expect((await all.expect('denoiseStep', REF, sizes(32)))?.seconds).toBeGreaterThan(265 / 73);
  });

  it('tell the first work of a component from the others, and count its loading once', async () => {
    const book = new SpeedBook();
    const before = times(book);
    await before.learn(stepOf(16), { loading: 3, working: 5 });
    await before.learn(stepOf(16), { loading: 0, working: 1 });
    expect(await before.expect('denoiseStep', REF, sizes(16))).toEqual({ seconds: 1, loading: 0 });
    before.childEnded();
    expect(await before.expect('denoiseStep', REF, sizes(16))).toEqual({ seconds: 1, loading: 3 + 4 });
    // The next process.
    expect(await times(book).expect('denoiseStep', REF, sizes(16))).toEqual({ seconds: 1, loading: 7 });
  });

  it('are kept apart by precision and by threads', async () => {
    const book = new SpeedBook();
    await times(book).learn(stepOf(16), { loading: 0, working: 1 });
    const cast = { ...REF, settled: { graphs: 1, held: { transformer: 'cast' } } } as const;
    expect(await times(book).expect('denoiseStep', cast, sizes(16))).toBeUndefined();
    expect(await times(book, 4).expect('denoiseStep', REF, sizes(16))).toBeUndefined();
  });

  it('start from the speed of a bare product', async () => {
    const all = times();
    const kernels = [
      { kernel: 'float32 Gemm', threads: 1, gigaflops: 1 },
      { kernel: 'float32 Gemm', threads: 2, gigaflops: 100 },
    ];
    await all.learnKernels({ runtime: '1.30.0', isSteady: true, kernels });
    // A step of the tiny model takes fewer than a thousand million operations.
    const guess = (await all.expect('denoiseStep', REF, sizes(16)))?.seconds;
    await all.learn(stepOf(16), { loading: 0, working: 1 });
    expect(guess).toBeLessThan(0.01);
    expect((await all.expect('denoiseStep', REF, sizes(16)))?.seconds).toBe(1);
  });
});

describe('the work of a request', () => {
  it('counts references, and the second prompt where there is one', () => {
    const request = step(128);
    const reference = float32(new Float32Array(16 * 64), [1, 16, 8, 8]);
    const positive = { ...request.positive, references: [reference] };
    const guided = { ...request, positive, negative: request.positive, guidance: { scale: 4 } };
    expect(workOf('denoiseStep', guided, {})).toMatchObject({
      sizes: { latentPixels: 256, referencePixels: 64, passes: [9, 9] },
    });
    const alone = { ...request, positive, guidance: { scale: 1 } };
    expect(workOf('denoiseStep', alone, {})).toMatchObject({ sizes: { passes: [9] } });
  });

  it('is that of each frame for a decode, and unknown for other requests and for steps with a ControlNet', () => {
    const latents = float32(new Float32Array(3 * 16 * 64), [3, 16, 8, 8]);
    const decode = { vae: component('vae'), latents };
    expect(workOf('decodeLatents', decode, {})).toMatchObject({ sizes: { frames: 3, latentPixels: 64 } });
    expect(workOf('status', {}, {})).toBeUndefined();
    expect(workOf('denoiseStep', { ...step(), controls: [{}] }, {})).toBeUndefined();
  });
});

describe('the inference process', { timeout: 30_000 }, () => {
  it('teaches the book, which the next client starts from', async () => {
    const speedFile = join(await mkdtemp(join(tmpdir(), 'inkloom-speeds-')), 'speeds.json');
    const ref = component('transformer', join(TINY, 'transformer'));
    const first = client({ speedFile, threads: 1 });
    expect(await first.expect('denoiseStep', ref, sizes(16))).toBeUndefined();
    for (let i = 0; i < 3; i += 1) await first.request('denoiseStep', step());
    await first.close();
    const next = client({ speedFile, threads: 1 });
    const known = await next.expect('denoiseStep', ref, sizes(16));
    expect(known?.seconds).toBeGreaterThan(0);
    expect(known?.loading).toBeGreaterThan(0);
    expect((await next.expect('denoiseStep', ref, sizes(16, [9, 9, 9])))?.seconds).toBeCloseTo(
      3 * (known?.seconds ?? 0),
    );
  });
});
