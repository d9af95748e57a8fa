/** Finding things by parts of their names: letters in order, those that begin words and those that are neighbours counting more. */

export interface FuzzyMatch {
  /** Higher is better; comparable between texts for one query. */
  readonly score: number;
  /** Indices of the letters of the text that were found, ascending. */
  readonly indices: readonly number[];
}

/** A text to search in, and what a hit in it counts. */
export interface WeightedText {
  readonly text: string;
  /** Default 1. */
  readonly weight?: number | undefined;
}

export interface FuzzyHit<T> {
  readonly item: T;
  readonly score: number;
  /** In the first text of the item. */
  readonly indices: readonly number[];
}

const WORD_START = 8;
const NEIGHBOUR = 5;
const FOUND = 1;
const GAP = 0.4;

function beginsWord(text: string, index: number): boolean {
  const [before = ' ', letter = ''] = [text[index - 1], text[index]];
  return index === 0 || /[^\p{L}\p{N}]/u.test(before) || (/\p{Ll}/u.test(before) && /\p{Lu}/u.test(letter));
}

function lower(text: string): string {
  const folded = text.toLocaleLowerCase('en');
  // A few letters change their number in lower case; indices have to stay those of the text.
  return folded.length === text.length ? folded : text;
}

/**
 * The best way to find the letters of `word` in `text` in their order. Spaces in `word` are letters too.
 * @returns undefined when they are not all there.
 */
export function matchWord(word: string, text: string): FuzzyMatch | undefined {
  const [needle, hay] = [lower(word), lower(text)];
  if (needle.length === 0) return { score: 0, indices: [] };
  const whole = wholeMatch(needle, hay, text);
  return whole ?? scattered(needle, hay, text);
}

function wholeMatch(needle: string, hay: string, text: string): FuzzyMatch | undefined {
  let best = -1;
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) {
    if (best < 0) best = at;
    if (beginsWord(text, at)) {
      best = at;
      break;
    }
  }
  if (best < 0) return undefined;
  const score =
    needle.length * (FOUND + NEIGHBOUR) +
    (beginsWord(text, best) ? 2 * WORD_START : 0) -
    best * 0.02 +
    (hay.length === needle.length ? WORD_START : 0);
  return { score, indices: Array.from(needle, (_, index) => best + index).slice(0, needle.length) };
}

function scattered(needle: string, hay: string, text: string): FuzzyMatch | undefined {
  const indices: number[] = [];
  let score = 0;
  let from = 0;
  for (const letter of needle.split('')) {
    const next = hay.indexOf(letter, from);
    if (next < 0) return undefined;
    const last = indices.at(-1);
    let at = next;
    // The beginning of a later word is what people mean by an initial.
    if (last === undefined || next !== last + 1) {
      for (let other = next; other >= 0; other = hay.indexOf(letter, other + 1)) {
        if (!beginsWord(text, other)) continue;
        if (restFits(needle, indices.length + 1, hay, other + 1)) at = other;
        break;
      }
    }
    score +=
      FOUND + (beginsWord(text, at) ? WORD_START / 2 : 0) + (last !== undefined && at === last + 1 ? NEIGHBOUR / 2 : 0);
    if (last !== undefined) score -= Math.min(6, at - last - 1) * GAP;
    indices.push(at);
    from = at + 1;
  }
  return { score, indices };
}

function restFits(needle: string, index: number, hay: string, from: number): boolean {
  let at = from;
  for (const letter of needle.slice(index).split('')) {
    const found = hay.indexOf(letter, at);
    if (found < 0) return false;
    at = found + 1;
  }
  return true;
}

/** Every word of the query has to be found in one of the texts; scattered letters only in the first of them. */
function matchAll(
  words: readonly string[],
  texts: readonly WeightedText[],
): { readonly score: number; readonly indices: readonly number[] } | undefined {
  let score = 0;
  const indices = new Set<number>();
  for (const word of words) {
    const found = texts.flatMap(({ text, weight = 1 }, index) => {
      const match = index === 0 ? matchWord(word, text) : wholeMatch(lower(word), lower(text), text);
      return match && match.score > 0
        ? [{ score: match.score * weight, indices: index === 0 ? match.indices : [] }]
        : [];
    });
    const best = found.toSorted((a, b) => b.score - a.score)[0];
    if (!best) return undefined;
    score += best.score;
    for (const each of best.indices) indices.add(each);
  }
  return { score, indices: [...indices].toSorted((a, b) => a - b) };
}

/**
 * Items that fit, the best first; equal ones, and all of them for an empty query, in their order.
 * @param textsOf the first text is the name of the item.
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

/** A text in pieces, those that were found and those between. */
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
