/** Qwen-Image-2.1-Turbo: the same tensors as Qwen-Image-2.1, distilled for eight noise levels of its own. */
import { basename } from 'node:path';
import type { ComponentFiles } from '../../checkpoint/component-files.ts';

/** Name of the variant. */
export const TURBO = 'turbo';

/** Source: `sample_sigmas` in model_index.json of Qwen/Qwen-Image-2.1-Turbo. The step after the last one ends at 0. */
export const TURBO_SIGMAS = [1, 0.978453, 0.95418, 0.926626, 0.89508, 0.845148, 0.704534, 0.414568] as const;

/** A file and the way its variant is known. */
export interface NamedVariant {
  readonly isTurbo: boolean;
  /** It follows from the name of the file alone. */
  readonly byName: boolean;
}

/** Whether a transformer in a file of its own is Turbo: as the user says, else by the name of the file. */
export function variantOf({ dir, variant }: ComponentFiles): NamedVariant {
  if (variant !== undefined) return { isTurbo: variant === TURBO, byName: false };
  const isTurbo = /turbo/i.test(basename(dir));
  return { isTurbo, byName: isTurbo };
}
