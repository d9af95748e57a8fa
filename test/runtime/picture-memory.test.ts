/** Pictures that do not fit into memory are refused before a run, with the size that would fit. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Transformer } from '../../inference/families/qwen-image/transformer/transformer.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { assertPictureFits, type PictureStage } from '../../inference/runtime/picture-memory.ts';
import { TINY } from '../inference/support/goldens.ts';
import { client, component } from './support.ts';

const GIB = 2 ** 30;
const picture = (width: number, height: number, frames = 1) => ({
  frames,
  width: width / 8,
  height: height / 8,
  scale: 8,
});

/** Needs this many bytes for each latent pixel while it works, and keeps a part of them. */
const stage = (kind: string, bytes: number, kept = 0, copied = 0): PictureStage => ({
  kind,
  dir: `/models/${kind}`,
  memory: { copied, mapped: 1e15 },
  activationBytes: GIB,
  plan: {
    activations: ({ width, height, frames }) => ({
      working: width * height * frames * bytes,
      kept: width * height * frames * kept,
    }),
  },
});

describe('a picture', () => {
  it('fits when weights and activations of each stage do, with what earlier stages keep', () => {
    const stages = [stage('first', 2 ** 20, 2 ** 20), stage('second', 2 ** 20, 0, GIB)];
    // 1024 latent pixels: 1 GiB each. The second needs 1 GiB of weights, 1 GiB that the first keeps, 1 GiB of its own.
    expect(() => assertPictureFits(stages, picture(256, 256), 3 * GIB)).not.toThrow();
    expect(() => assertPictureFits(stages, picture(256, 256), 3 * GIB - 1)).toThrow(
      'Not enough memory for a picture of 256 x 256: it needs 3.0 GiB while the second in /models/second works, ' +
        'the budget is 3.0 GiB. 240 x 240 would fit. Make the picture smaller, or raise the budget (--memory).',
    );
  });

  it.each([
    [512, 512, 1],
    [1024, 256, 1],
    [160, 1280, 1],
    [512, 512, 4],
  ])('of %i x %i and %i frames gets the largest size of its ratio that fits', (width, height, frames) => {
    const [stages, budget] = [[stage('only', 2 ** 20)], GIB + 2 ** 25];
    const fits = (w: number, h: number): boolean => {
      try {
        assertPictureFits(stages, picture(w, h, frames), budget);
        return true;
      } catch {
        return false;
      }
    };
    let message = '';
    try {
      assertPictureFits(stages, picture(width, height, frames), budget);
    } catch (error) {
      ({ message } = error as Error);
    }
    const [, w = 0, h = 0] = (/\. (\d+) x (\d+) would fit\./.exec(message) ?? []).map(Number);
    expect([w % 16, h % 16, fits(w, h)]).toEqual([0, 0, true]);
    expect(Math.abs(w / h - width / height) * Math.min(w, h)).toBeLessThanOrEqual(16 * Math.max(1, width / height));
    expect(fits(w + 16 * Math.max(1, width / height), h + 16 * Math.max(1, height / width))).toBe(false);
  });

  it('gets no size when not even the smallest fits', () => {
    const refused = () => assertPictureFits([stage('only', GIB)], picture(64, 64), GIB);
    expect(refused).toThrow('Not enough memory');
    expect(refused).not.toThrow('would fit');
  });

  it('is never refused for less than a process takes anyway', () => {
    expect(() => assertPictureFits([stage('only', 2 ** 18)], picture(256, 256), 2 ** 20)).not.toThrow();
  });
});

describe('the components of Qwen-Image', () => {
  it('count 20 values for each token and feature, and six for each pixel and channel within the tile', async () => {
    const [transformer, vae] = [
      await Transformer.plan({ dir: join(TINY, 'transformer') }),
      await Vae.plan({ dir: join(TINY, 'vae') }),
    ];
    const { working, kept } = transformer.activations?.(picture(1024, 512), GIB) ?? { working: 0, kept: 0 };
    // The tiny transformer is 96 wide.
    expect([working, kept]).toEqual([64 * 32 * 96 * 4 * 20, 64 * 32 * 96 * 4 * 20]);
    const pixels = 1024 * 512;
    const tiled = vae.activations?.(picture(1024, 512), 1000);
    expect(tiled).toEqual({ working: 1000 + pixels * 3 * 5, kept: 0 });
  });
});

describe('the check of a run', () => {
  const role = (name: 'transformer' | 'vae') => ({ role: name, ref: component(name) });

  it('passes for components that can be loaded and a picture that fits', async () => {
    const components = [role('transformer'), role('vae')];
    await expect(client().request('check', { components, picture: picture(64, 64) })).resolves.toEqual({});
  });

  it('loads nothing', async () => {
    const inference = client();
    await inference.request('check', { components: [role('vae')] });
    expect((await inference.request('status', {})).loaded).toEqual([]);
  });

  it('fails as loading would', async () => {
    const missing = { role: 'vae', ref: component('nothing') } as const;
    await expect(client().request('check', { components: [missing] })).rejects.toMatchObject({ code: 'file-missing' });
    const small = client({ budgets: { cpu: 1000 }, precision: 'fp32' });
    await expect(small.request('check', { components: [role('transformer')] })).rejects.toMatchObject({
      code: 'out-of-memory',
      details: { field: 'memory' },
    });
  });

  it('refuses a picture that does not fit', async () => {
    const components = [role('transformer'), role('vae')];
    const refused = client({ budgets: { cpu: GIB } }).request('check', {
      components,
      picture: picture(16_384, 16_384),
    });
    await expect(refused).rejects.toMatchObject({ code: 'out-of-memory' });
    await expect(refused).rejects.toThrow(/a picture of 16384 x 16384: it needs .* GiB .* would fit\./);
  });
});
