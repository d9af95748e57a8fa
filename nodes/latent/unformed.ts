/** Empty latents without a VAE: their size counts, and they take the form of the transformer that denoises them. */
import { zeros } from '../../inference/index.ts';
import type { LatentFacts, PictureFacts } from '../foresight.ts';
import type { Latent } from '../sockets.ts';
import { placeIn } from './place-in.ts';

/** Channels, and pixels per latent pixel: the form that empty latents of ComfyUI have. */
const [CHANNELS, SCALE] = [16, 8];

/** Sides in pixels are rounded down, as in ComfyUI. */
function inLatentPixels({ width, height }: PictureFacts): PictureFacts {
  return { width: Math.max(1, Math.floor(width / SCALE)), height: Math.max(1, Math.floor(height / SCALE)) };
}

export function unformedFacts(size: PictureFacts): LatentFacts {
  return { frames: 1, scale: SCALE, ...inLatentPixels(size) };
}

/** @param size in pixels. */
export function unformedLatent(size: PictureFacts): Latent {
  const { width, height } = inLatentPixels(size);
  return { samples: zeros([1, CHANNELS, height, width]), scale: SCALE };
}

/**
 * A latent as one of a batch.
 * @throws InferenceError `invalid-input` of the field `batchSize` for a number that the batch does not have.
 */
export function ofBatch(latent: Latent, batchIndex: number, batchSize: number): Latent {
  const place = placeIn(batchIndex, batchSize, 'batchSize');
  return batchSize === 1 ? latent : { ...latent, place };
}
