/** Facts of a VAE that follow from its config. */
import type { VaeFacts } from '../../facts.ts';
import { vaeFacts as commonFacts } from '../../vae-facts.ts';
import type { VaeConfig } from '../vae/config.ts';

/** Latent pixels of a token of the text encoder along a side: a picture is made of whole ones. */
const SLOT = 2;

export function vaeFacts(config: VaeConfig): Omit<VaeFacts, 'folder'> {
  return { ...commonFacts(config), sideMultiple: config.scale * SLOT };
}
