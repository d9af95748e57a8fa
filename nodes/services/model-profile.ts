/** The fingerprint of nodes that run a model. */
import type { FingerprintContext } from '../../engine/graph/define.ts';
import { profileText } from '../../inference/index.ts';
import { INFERENCE } from './tokens.ts';

/** Runtime, device, precision, kernels and graphs as text: what a model's numbers depend on besides the node's inputs. */
export async function modelProfile(_inputs: object, ctx: FingerprintContext): Promise<string> {
  return profileText(await ctx.use(INFERENCE).profile());
}
