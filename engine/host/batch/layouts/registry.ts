/** The layouts that `--layout` knows. */
import { didYouMean } from '../../../graph/closest.ts';
import { UsageError } from '../../usage-error.ts';
import { gedit, imgedit } from './edits.ts';
import type { Layout } from './layout.ts';
import { dpg, geneval, longtext, oneig } from './text-to-image.ts';

export const LAYOUTS: readonly Layout[] = [geneval, dpg, longtext, oneig, gedit, imgedit];

/** @throws UsageError for a name that is none. */
export function layoutNamed(name: string): Layout {
  const layout = LAYOUTS.find((each) => each.name === name);
  if (layout) return layout;
  const known = LAYOUTS.map((each) => each.name);
  throw new UsageError(`--layout ${name}: ${didYouMean(name, known) ?? `Known: ${known.join(', ')}`}`);
}
