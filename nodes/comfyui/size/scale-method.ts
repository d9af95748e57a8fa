/** ComfyUI's ways to scale pictures, and ours. */
import type { Renamed } from '../../../engine/comfyui/define.ts';
import { Unwritable } from '../../../engine/comfyui/export/ours.ts';
import { SCALE_METHODS } from '../../../inference/index.ts';

/** In ComfyUI's order. */
export const METHODS = SCALE_METHODS;
export const CROPS = ['disabled', 'center'] as const;

/** A kernel of "Resize image". Its own Lanczos is ComfyUI's too. */
export const kernel: Renamed = {
  name: 'kernel',
  ours: (method) => `comfyui-${String(method)}`,
  theirs(own) {
    if (own === 'reference') return 'lanczos';
    const method = METHODS.find((each) => own === `comfyui-${each}`);
    if (method !== undefined) return method;
    throw new Unwritable(`kernel: ComfyUI has no "${String(own)}"; choose one of its own, such as comfyui-lanczos`);
  },
};

export const fit: Renamed = {
  name: 'fit',
  ours: (crop) => (crop === 'center' ? 'crop' : 'stretch'),
  theirs(own) {
    if (own === 'pad') throw new Unwritable('fit: ComfyUI has no "pad" here; choose "stretch" or "crop"');
    return own === 'crop' ? 'center' : 'disabled';
  },
};
