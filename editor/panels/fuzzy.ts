/** Searches items by parts of their names. */
import { type FuzzyMatch, matchWhole, matchWord } from './fuzzy-match.ts';

/** A text to search in, and the weight of a hit in it. */
export interface WeightedText {
  readonly text: string;
  /** Default 1. */
  readonly weight?: number | undefined;
}

export interface FuzzyHit<T> {
  readonly item: T;
  readonly score: number;
  /** Indices of the found letters in the first text of the item. */
  readonly indices: readonly number[];
}

/** The best match of one word in the texts of an item. Only the first text may match with gaps. */
function bestMatch(word: string, texts: readonly WeightedText[]): FuzzyMatch | undefined {
  const found = texts.flatMap(({ text, weight = 1 }, index): FuzzyMatch[] => {
    const match = index === 0 ? matchWord(word, text) : matchWhole(word, text);
    if (!match || match.score <= 0) return [];
    return [{ score: match.score * weight, indices: index === 0 ? match.indices : [] }];
  });
  return found.toSorted((a, b) => b.score - a.score)[0];
}

/** @returns undefined unless every word is found in one of the texts. */
function matchAll(words: readonly string[], texts: readonly WeightedText[]): FuzzyMatch | undefined {
  let score = 0;
  const indices = new Set<number>();
  for (const word of words) {
    const best = bestMatch(word, texts);
    if (!best) return undefined;
    score += best.score;
    for (const each of best.indices) indices.add(each);
  }
  return { score, indices: [...indices].toSorted((a, b) => a - b) };
}

/**
 * The items that match, best first. Equal items keep their order, and so do all items for an empty query.
 * @param textsOf the texts of an item, its name first.
 */
export function fuzzySearch<T>(
  query: string,
  items: readonly T[],
  textsOf: (item: T) => readonly WeightedText[],
): FuzzyHit<T>[] {
  const words = query
    .trim()
    .split(/\s+/)
    .filter((word) => word.length > 0);
  if (words.length === 0) return items.map((item) => ({ item, score: 0, indices: [] }));
  return items
    .flatMap((item): FuzzyHit<T>[] => {
      const match = matchAll(words, textsOf(item));
      return match ? [{ item, ...match }] : [];
    })
    .toSorted((a, b) => b.score - a.score);
}

/** Splits a text into pieces that were found and pieces between them. */
export function pieces(text: string, indices: readonly number[]): { readonly text: string; readonly found: boolean }[] {
  const found = new Set(indices);
  const parts: { text: string; found: boolean }[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const isFound = found.has(index);
    const last = parts.at(-1);
    if (last?.found === isFound) last.text += text[index];
    else parts.push({ text: text[index] ?? '', found: isFound });
  }
  return parts;
}
