/** Ways to resize a latent, by ComfyUI's names and ours, which are the same. */
import type { Renamed } from '../../../engine/comfyui/define.ts';
import { Untranslatable } from '../../../engine/comfyui/translate/wire.ts';

/** `bislerp` of ComfyUI is left out. */
export const METHODS = ['nearest-exact', 'bilinear', 'area', 'bicubic'];

export const latentMethod: Renamed = {
  name: 'method',
  ours(theirs) {
    if (typeof theirs === 'string' && METHODS.includes(theirs)) return theirs;
    throw new Untranslatable(`asks for the method ${JSON.stringify(theirs)}; there are ${METHODS.join(', ')}`);
  },
};
