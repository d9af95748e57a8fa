/** Fails a node whose mask paints nothing, before the work that would change nothing. */
import type { ExpandContext, RunContext } from '../../engine/graph/define.ts';
import type { PixelMask } from '../../inference/index.ts';
import { INFERENCE } from '../services/tokens.ts';
import type { Latent } from '../sockets.ts';

/**
 * @param mask of the latent's picture, in any size.
 * @throws InferenceError of the field `mask` when no latent pixel is painted.
 */
export async function checkMask(
  mask: PixelMask,
  { samples, scale }: Latent,
  ctx: RunContext | ExpandContext,
): Promise<void> {
  const [rows = 0, columns = 0] = samples.dims.slice(-2);
  const options = 'signal' in ctx ? { signal: ctx.signal } : {};
  await ctx.use(INFERENCE).request('checkMask', { mask, rows, columns, scale }, options);
}
