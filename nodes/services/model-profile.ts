/** The fingerprint of nodes that run a model. */
import type { FingerprintContext } from '../../engine/graph/define.ts';
import { profileText } from '../../inference/index.ts';
import { INFERENCE } from './tokens.ts';

/** The inference profile as text: a model's numbers depend on it and on the node's inputs. */
export async function modelProfile(_inputs: object, ctx: FingerprintContext): Promise<string> {
  return profileText(await ctx.use(INFERENCE).profile());
}
