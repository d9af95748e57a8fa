/** The weights of a language head, for the setting of precision. */
import type { WeightSource } from '../checkpoint/weight-source.ts';
import type { ComponentWeights } from '../precision/choose.ts';
import { EMBEDDING, HEAD } from '../text/writing/head-layers.ts';
import { weightsByKind } from './weights-by-kind.ts';

/**
 * Of a text encoder: its head, or the embedding, which is the head of models that tie the two. Both occur once, so no
 * setting rounds them.
 * @param text in the names that graphs ask for.
 */
export function headWeights(text: WeightSource): { readonly 'language head'?: ComponentWeights } {
  const layer = `${text.get(`${HEAD}.weight`) ? HEAD : EMBEDDING}.weight`;
  const { head } = weightsByKind(text, (name) => (name === layer ? 'head' : undefined), new Set<'head'>());
  return head ? { 'language head': { ...head, keepsNumbers: true } } : {};
}
