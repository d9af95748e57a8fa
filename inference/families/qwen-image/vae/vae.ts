/** The VAE of Qwen-Image: one frame of a VAE for video. */
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
