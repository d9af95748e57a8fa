/** Memory that weights take, and how it adds up. */

/** Memory of weights, in bytes. */
export interface WeightMemory {
  /** Copies in the process's own memory. */
  readonly copied: number;
  /** Mapped from the weight file: page cache that the system can take back and read again. */
  readonly mapped: number;
}

/** The sum over several graphs or models. */
export function totalMemory(...parts: readonly WeightMemory[]): WeightMemory {
  return parts.reduce((sum, part) => ({ copied: sum.copied + part.copied, mapped: sum.mapped + part.mapped }), {
    copied: 0,
    mapped: 0,
  });
}
