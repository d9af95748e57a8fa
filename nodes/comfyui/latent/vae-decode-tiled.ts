/** VAEDecodeTiled: as VAEDecode. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { tileInputs } from './tiles.ts';
import { vaeDecode } from './vae-decode.ts';

export const vaeDecodeTiled = defineComfyNode({
  ...vaeDecode,
  class: 'VAEDecodeTiled',
  title: 'VAE Decode (Tiled)',
  inputs: { ...vaeDecode.inputs, ...tileInputs(32) },
});
