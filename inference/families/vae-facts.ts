/** Facts of a VAE that follow from its sizes. */
import { activationBytesPerPixel } from '../vae/tiling.ts';
import type { VaeSizes } from '../vae/vae-kind.ts';
import type { VaeFacts } from './facts.ts';

export function vaeFacts({ scale, latentChannels, finestChannels }: VaeSizes): Omit<VaeFacts, 'folder'> {
  return { scale, latentChannels, activationBytesPerPixel: activationBytesPerPixel(finestChannels) };
}
