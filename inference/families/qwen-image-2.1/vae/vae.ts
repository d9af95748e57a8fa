/** The VAE of Qwen-Image-2.1: RGBA pictures, 16 pixels to a latent along a side. */
import { type PictureVae, vaeComponent } from '../../../vae/picture-vae.ts';
import { buildDecoderGraph, unusedByDecoder } from './decoder-graph.ts';
import { buildEncoderGraph, unusedByEncoder } from './encoder-graph.ts';
import { openVae } from './open.ts';

export type Vae = PictureVae;
export const Vae = vaeComponent({
  open: openVae,
  buildEncoder: buildEncoderGraph,
  buildDecoder: buildDecoderGraph,
  unused: (config) => [...unusedByEncoder(config), ...unusedByDecoder(config)],
});
