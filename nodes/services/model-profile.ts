/** Settings that change the bytes of nodes that run a model. */
import type { FingerprintContext } from '../../engine/graph/define.ts';
import { type PixelImage, profileText } from '../../inference/index.ts';
import type { Latent, VaeHandle } from '../sockets.ts';
import { INFERENCE } from './tokens.ts';

/**
 * For the `settings` or `fingerprint` of a node that runs a model, a VAE included: runtime, device, threads, and the
 * memory for activations. As soon as the inputs show that a picture fits into that memory as a whole, the text no
 * longer depends on it.
 */
export function modelProfile(inputs: object, ctx: FingerprintContext): string {
  const profile = ctx.use(INFERENCE).profile();
  return profileText(profile, { tiles: !fitsAsWhole(Object.values(inputs), profile.activationBytes) });
}

/** The same for a node that runs no VAE: text encoders and transformers know no tiles. */
export function untiledProfile(_inputs: object, ctx: FingerprintContext): string {
  return profileText(ctx.use(INFERENCE).profile(), { tiles: false });
}

/** Whether the VAE among the inputs takes every picture among them as a whole, for certain. */
function fitsAsWhole(inputs: readonly unknown[], activationBytes: number): boolean {
  const vae = inputs.find(isVae);
  const pixels = inputs.flatMap((input) => pixelsOf(input) ?? []);
  if (vae?.activationBytesPerPixel === undefined || pixels.length === 0) return false;
  // The same test as that of the VAE: see tilingFor.
  const limit = activationBytes / vae.activationBytesPerPixel;
  return pixels.every((count) => count <= limit);
}

function isVae(input: unknown): input is VaeHandle {
  return isObject(input) && 'latentChannels' in input;
}

/** Pixels of a picture or of one frame of a latent. */
function pixelsOf(input: unknown): number | undefined {
  if (!isObject(input)) return undefined;
  const { samples, scale } = input as Partial<Latent>;
  if (samples && scale !== undefined) {
    const [rows = Number.NaN, columns = Number.NaN] = samples.dims.slice(-2);
    return rows * scale * columns * scale;
  }
  const { width, height } = input as Partial<PixelImage>;
  return width === undefined || height === undefined ? undefined : width * height;
}

function isObject(input: unknown): input is object {
  return typeof input === 'object' && input !== null;
}
