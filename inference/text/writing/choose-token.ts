/**
 * The next token of a text from the scores of all tokens: the likeliest, or one that is drawn.
 * Source: transformers `generation/logits_process.py`: `RepetitionPenaltyLogitsProcessor`, then, to draw,
 * `TemperatureLogitsWarper`, `TopKLogitsWarper` and `TopPLogitsWarper`, in this order.
 */
import type { GenerationConfig } from './generation-config.ts';
import type { UniformGenerator } from './uniform-generator.ts';

/**
 * Makes tokens that occur in a text less likely.
 * @param scores [vocabulary]; changed in place.
 */
export function penaliseRepetition(scores: Float32Array, text: Iterable<number>, penalty: number): void {
  if (penalty === 1) return;
  for (const id of new Set(text)) {
    const score = scores[id];
    if (score !== undefined) scores[id] = score < 0 ? score * penalty : score / penalty;
  }
}

/** @param scores [vocabulary]; of equal ones the first counts. */
export function likeliest(scores: Float32Array): number {
  let best = 0;
  for (let id = 1; id < scores.length; id += 1) {
    if ((scores[id] as number) > (scores[best] as number)) best = id;
  }
  return best;
}

/** Tokens that one is drawn from, the likeliest first, and how often each is drawn. */
export interface Candidates {
  readonly ids: readonly number[];
  /** Above 0; their sum is any number. */
  readonly weights: readonly number[];
}

/** @param scores [vocabulary]. */
export function candidates(
  scores: Float32Array,
  { topK, topP }: Pick<GenerationConfig, 'topK' | 'topP'>,
  temperature: number,
): Candidates {
  const ids = ranked(scores, topK > 0 ? topK : scores.length);
  const highest = scores[ids[0] as number] as number;
  const weights = ids.map((id) => Math.exp(((scores[id] as number) - highest) / temperature));
  const kept = nucleus(weights, topP);
  return { ids: ids.slice(0, kept), weights: weights.slice(0, kept) };
}

/** Draws one of some tokens with one number of the generator. */
export function draw({ ids, weights }: Candidates, generator: UniformGenerator): number {
  const at = generator.next() * sum(weights);
  let passed = 0;
  const drawn = weights.findIndex((weight) => at < (passed += weight));
  return ids.at(drawn) as number;
}

/** The ids of the highest scores, the highest first; of equal ones the smaller id first. */
function ranked(scores: Float32Array, count: number): readonly number[] {
  const above = (a: number, b: number): number => (scores[b] as number) - (scores[a] as number) || a - b;
  if (count >= scores.length) return Array.from(scores.keys()).toSorted(above);
  const best: number[] = [];
  for (const id of scores.keys()) {
    if (best.length === count && above(id, best[count - 1] as number) > 0) continue;
    let at = best.length;
    while (at > 0 && above(id, best[at - 1] as number) < 0) at -= 1;
    best.splice(at, 0, id);
    if (best.length > count) best.pop();
  }
  return best;
}

/** How many of the weights, the largest first, reach this share of all. */
function nucleus(weights: readonly number[], share: number): number {
  if (share >= 1) return weights.length;
  const wanted = sum(weights) * share;
  let passed = 0;
  const last = weights.findIndex((weight) => (passed += weight) >= wanted);
  return last < 0 ? weights.length : last + 1;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
