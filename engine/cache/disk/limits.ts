/** Limits of the disk cache. */

export interface CacheLimits {
  /** Most bytes of all value files together. */
  readonly bytes: number;
  /** Longest time since the last use, in milliseconds. */
  readonly age: number;
  /** Bytes to leave free on the disk. */
  readonly freeBytes: number;
}

/** 20 GiB, 90 days, 2 GiB. */
export const DEFAULT_LIMITS: CacheLimits = { bytes: 20 * 2 ** 30, age: 90 * 24 * 3600 * 1000, freeBytes: 2 * 2 ** 30 };
