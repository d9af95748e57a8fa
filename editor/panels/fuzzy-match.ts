/** Finds the letters of a word in a text, in order. Starts of words and neighbouring letters count more. */

export interface FuzzyMatch {
  /** Higher is better. Comparable between texts for the same word. */
  readonly score: number;
  /** Indices of the found letters in the text, ascending. */
  readonly indices: readonly number[];
}

/** Scores: for each letter found, for a neighbour of the letter before, for the start of a word. */
const FOUND = 1;
const NEIGHBOUR = 5;
const WORD_START = 8;
/** Cost of each letter that is skipped, and the most letters a gap can cost. */
const GAP = 0.4;
const LONGEST_GAP = 6;
/** Cost of each letter before a whole match. */
const LATE = 0.02;

function beginsWord(text: string, index: number): boolean {
  const [before = ' ', letter = ''] = [text[index - 1], text[index]];
  const isCamelCase = /\p{Ll}/u.test(before) && /\p{Lu}/u.test(letter);
  return index === 0 || /[^\p{L}\p{N}]/u.test(before) || isCamelCase;
}

function lower(text: string): string {
  const folded = text.toLocaleLowerCase('en');
  // A few letters become several in lower case. Indices must stay those of the text.
  return folded.length === text.length ? folded : text;
}

/**
 * The best way to find the letters of `word` in `text`, in order. Spaces in `word` count as letters.
 * @returns undefined if letters are missing.
 */
export function matchWord(word: string, text: string): FuzzyMatch | undefined {
  if (word.length === 0) return { score: 0, indices: [] };
  return matchWhole(word, text) ?? matchScattered(lower(word), lower(text), text);
}

/** Finds `word` without gaps, at the start of a word if possible. */
export function matchWhole(word: string, text: string): FuzzyMatch | undefined {
  const [needle, hay] = [lower(word), lower(text)];
  let best = -1;
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) {
    if (best < 0) best = at;
    if (beginsWord(text, at)) {
      best = at;
      break;
    }
  }
  if (best < 0) return undefined;
  const start = beginsWord(text, best) ? 2 * WORD_START : 0;
  const complete = hay.length === needle.length ? WORD_START : 0;
  return {
    score: needle.length * (FOUND + NEIGHBOUR) + start - best * LATE + complete,
    indices: Array.from({ length: needle.length }, (_, index) => best + index),
  };
}

function matchScattered(needle: string, hay: string, text: string): FuzzyMatch | undefined {
  const indices: number[] = [];
  let score = 0;
  for (const letter of needle.split('')) {
    const last = indices.at(-1);
    const next = hay.indexOf(letter, last === undefined ? 0 : last + 1);
    if (next < 0) return undefined;
    const isNeighbour = last !== undefined && next === last + 1;
    const at = isNeighbour ? next : (laterStart(needle, indices.length, hay, text, next) ?? next);
    score += FOUND;
    if (beginsWord(text, at)) score += WORD_START / 2;
    if (last !== undefined && at === last + 1) score += NEIGHBOUR / 2;
    if (last !== undefined) score -= Math.min(LONGEST_GAP, at - last - 1) * GAP;
    indices.push(at);
  }
  return { score, indices };
}

/**
 * The next word that starts with the letter, which is what an initial means.
 * @param index of the letter in `needle`. @param from where to look from in `hay`.
 * @returns undefined if there is none, or if the rest of `needle` would not be found after it.
 */
function laterStart(needle: string, index: number, hay: string, text: string, from: number): number | undefined {
  const letter = needle[index] ?? '';
  for (let at = from; at >= 0; at = hay.indexOf(letter, at + 1))
    if (beginsWord(text, at)) return restFits(needle, index + 1, hay, at + 1) ? at : undefined;
  return undefined;
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
