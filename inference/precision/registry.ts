/** Every way of holding weights, by the name that users and requests give it. A new way is one more entry here. */
import { cast } from './cast.ts';
import { fp32 } from './fp32.ts';
import type { Precision } from './precision.ts';

const PRECISIONS = { fp32, cast } satisfies Readonly<Record<string, Precision>>;

export type PrecisionName = keyof typeof PRECISIONS;

/** All names, in the order in which help texts list them. */
export const PRECISION_NAMES = Object.keys(PRECISIONS) as readonly PrecisionName[];

/** The way of holding weights that has this name. */
export function precisionNamed(name: PrecisionName): Precision {
  return PRECISIONS[name];
}
