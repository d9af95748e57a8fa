/** Limits of the disk cache. */

export interface CacheLimits {
  /** Most bytes of all value files together. */
  readonly bytes: number;
  /** Most bytes of files made from other files, such as decoded weights: a model takes more than all results do. */
  readonly derivedBytes: number;
  /** Longest time since the last use, in milliseconds. */
  readonly age: number;
  /** Bytes to leave free on the disk. */
  readonly freeBytes: number;
}

const GIB = 2 ** 30;

/** 20 GiB of values, 100 GiB of derived files, 90 days, 2 GiB. */
export const DEFAULT_LIMITS: CacheLimits = {
  bytes: 20 * GIB,
  derivedBytes: 100 * GIB,
  age: 90 * 24 * 3600 * 1000,
  freeBytes: 2 * GIB,
};
