/**
 * The element types of GGUF files by number.
 * Source: `enum ggml_type` of ggml.h, and `GGML_QUANT_SIZES` of gguf-py.
 */
import type { BlockLayout } from './blocks/block-layout.ts';
import { q2_k, q3_k } from './blocks/k-quants-2-3.ts';
import { q4_k, q5_k } from './blocks/k-quants-4-5.ts';
import { q6_k } from './blocks/k-quants-6.ts';
import { q4_0, q4_1, q5_0, q5_1, q8_0 } from './blocks/legacy.ts';
import { iq4_nl, iq4_xs, mxfp4, nvfp4 } from './blocks/levels.ts';

/** Block quantisations that are decoded. */
export const BLOCK_LAYOUTS = {
  Q4_0: q4_0,
  Q4_1: q4_1,
  Q5_0: q5_0,
  Q5_1: q5_1,
  Q8_0: q8_0,
  Q2_K: q2_k,
  Q3_K: q3_k,
  Q4_K: q4_k,
  Q5_K: q5_k,
  Q6_K: q6_k,
  IQ4_NL: iq4_nl,
  IQ4_XS: iq4_xs,
  MXFP4: mxfp4,
  NVFP4: nvfp4,
} satisfies Readonly<Record<string, BlockLayout>>;

export type BlockFormat = keyof typeof BLOCK_LAYOUTS;

/** An element type. */
export type GgufType =
  | { readonly kind: 'plain'; readonly dtype: 'F32' | 'F16' | 'BF16' }
  | { readonly kind: 'blocks'; readonly format: BlockFormat }
  /** Known by name, and not decoded. */
  | { readonly kind: 'unread'; readonly name: string };

const PLAIN = { 0: 'F32', 1: 'F16', 30: 'BF16' } as const;

const BLOCKS: Readonly<Record<number, BlockFormat>> = {
  2: 'Q4_0',
  3: 'Q4_1',
  6: 'Q5_0',
  7: 'Q5_1',
  8: 'Q8_0',
  10: 'Q2_K',
  11: 'Q3_K',
  12: 'Q4_K',
  13: 'Q5_K',
  14: 'Q6_K',
  20: 'IQ4_NL',
  23: 'IQ4_XS',
  39: 'MXFP4',
  40: 'NVFP4',
};

const UNREAD: Readonly<Record<number, string>> = {
  9: 'Q8_1',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  21: 'IQ3_S',
  22: 'IQ2_S',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  34: 'TQ1_0',
  35: 'TQ2_0',
  41: 'Q1_0',
};

/** Every type that is read, for messages. */
export const READ_TYPES: readonly string[] = [...Object.values(PLAIN), ...Object.values(BLOCKS)];

/** The type with a number; undefined for a number that no version of ggml known here gives. */
export function ggufType(id: number): GgufType | undefined {
  const dtype = (PLAIN as Readonly<Record<number, (typeof PLAIN)[0 | 1 | 30]>>)[id];
  if (dtype !== undefined) return { kind: 'plain', dtype };
  const format = BLOCKS[id];
  if (format !== undefined) return { kind: 'blocks', format };
  const name = UNREAD[id];
  return name === undefined ? undefined : { kind: 'unread', name };
}
