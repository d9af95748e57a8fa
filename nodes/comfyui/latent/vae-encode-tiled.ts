/** VAEEncodeTiled: as VAEEncode. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { tileInputs } from './tiles.ts';
import { vaeEncode } from './vae-encode.ts';

export const vaeEncodeTiled = defineComfyNode({
  ...vaeEncode,
  class: 'VAEEncodeTiled',
  title: 'VAE Encode (Tiled)',
  inputs: { ...vaeEncode.inputs, ...tileInputs(64) },
});
