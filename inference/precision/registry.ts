/** Every way of holding weights, by the name that requests give it. A new way is one more entry here. */
import { cast } from './cast.ts';
import { fp32 } from './fp32.ts';
import { int4, int4Rounded } from './int4.ts';
import { int8, int8Mapped } from './int8.ts';
import type { Precision } from './precision.ts';

const PRECISIONS = {
  fp32,
  cast,
  int8,
  'int8-mapped': int8Mapped,
  int4,
  'int4-rounded': int4Rounded,
} satisfies Readonly<Record<string, Precision>>;

export type PrecisionName = keyof typeof PRECISIONS;

/** The way of holding weights that has this name. */
export function precisionNamed(name: PrecisionName): Precision {
  return PRECISIONS[name];
}
