/** Refuses masks that paint nothing, before the steps that would give the picture back as it was. */
import { InferenceError } from '../errors.ts';
import { latentMask, type PixelMask } from '../image/mask.ts';

export interface CheckMaskOptions {
  readonly mask: PixelMask;
  /** Size of the latents. */
  readonly rows: number;
  readonly columns: number;
  /** Pixels per latent pixel along a side. */
  readonly scale: number;
}

/** @throws InferenceError `invalid-input` of the field `mask` when the mask paints no latent pixel. */
export function checkMask({ mask, rows, columns, scale }: CheckMaskOptions): void {
  if (latentMask(mask, rows, columns, scale).some((value) => value > 0)) return;
  const isBlack = mask.data.every((value) => value === 0);
  const received = isBlack
    ? 'it is black everywhere'
    : `nothing of it is half grey or lighter where one of the ${rows} x ${columns} latents begins`;
  const remedy = isBlack
    ? 'Paint the part to change white. If the mask is drawn as transparency, take the output "Mask" of "Load image" ' +
      'instead of "Image"; if black is to be painted, add "Invert mask".'
    : `Paint with full white, and at least ${scale} pixels wide; "Grow mask" widens it.`;
  throw new InferenceError('invalid-input', `The mask paints nothing: ${received}. ${remedy}`, {
    field: 'mask',
    expected: 'a mask that is white where the picture changes',
    received,
  });
}
