/**
 * numpy's SeedSequence: seeds of generators that belong together, each from an integer and its place in a tree.
 * Source: M. E. O'Neill, "Developing a seed_seq alternative", 2015; numpy/random/bit_generator.pyx.
 */

const [INIT_A, MULT_A] = [0x43b0d7e5, 0x931e8875];
const [INIT_B, MULT_B] = [0x8b51f9dd, 0x58f38ded];
const [MIX_LEFT, MIX_RIGHT] = [0xca01f9dd, 0x4973f715];
const SHIFT = 16;

/** Unsigned 32-bit words of whole numbers, each with its lowest word first. */
function wordsOf(values: readonly bigint[]): number[] {
  return values.flatMap((value) => {
    const words = [];
    for (let rest = value; rest > 0n || words.length === 0; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
    return words;
  });
}

/** Turns words into others, each by another constant of a series. */
function hasher(start: number, factor: number): (word: number) => number {
  let constant = start;
  return (word) => {
    const salted = word ^ constant;
    constant = Math.imul(constant, factor);
    const product = Math.imul(salted, constant);
    return product ^ (product >>> SHIFT);
  };
}

function mixed(one: number, other: number): number {
  const sum = (Math.imul(MIX_LEFT, one) - Math.imul(MIX_RIGHT, other)) | 0;
  return sum ^ (sum >>> SHIFT);
}

export interface SeedSource {
  readonly entropy: bigint;
  /** Place in the tree; empty at its root. */
  readonly spawnKey: readonly number[];
  /** Words that entropy is gathered in. */
  readonly poolSize: number;
}

/** The first word that a sequence generates: an unsigned 32-bit integer. */
export function firstSeed({ entropy, spawnKey, poolSize }: SeedSource): number {
  const given = wordsOf([entropy]);
  const padding = spawnKey.length > 0 ? Math.max(0, poolSize - given.length) : 0;
  const words = [...given, ...Array.from({ length: padding }, () => 0), ...wordsOf(spawnKey.map(BigInt))];
  const hash = hasher(INIT_A, MULT_A);
  const pool = Array.from({ length: poolSize }, (_, i) => hash(words[i] ?? 0));
  const absorb = (word: number, to: number): void => {
    pool[to] = mixed(pool[to] as number, hash(word));
  };
  for (let from = 0; from < poolSize; from += 1)
    for (let to = 0; to < poolSize; to += 1) if (from !== to) absorb(pool[from] as number, to);
  for (const word of words.slice(poolSize)) for (let to = 0; to < poolSize; to += 1) absorb(word, to);
  return hasher(INIT_B, MULT_B)(pool[0] as number) >>> 0;
}
