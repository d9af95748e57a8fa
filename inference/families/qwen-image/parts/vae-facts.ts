/** Facts of a VAE that follow from its config. */
import type { VaeFacts } from '../../facts.ts';
import type { VaeConfig } from '../vae/config.ts';
import { activationBytesPerPixel } from '../vae/tiling.ts';

export function vaeFacts({ scale, latentChannels, finestChannels }: VaeConfig): Omit<VaeFacts, 'folder'> {
  return { scale, latentChannels, activationBytesPerPixel: activationBytesPerPixel(finestChannels) };
}
