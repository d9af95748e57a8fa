/** Finds the name a typing error most likely meant. */

/** Characters of a word that is compared. A longer one is no typing error of a name. */
const LONGEST_WORD = 80;
/** Candidates that are compared, the first ones. */
const MOST_CANDIDATES = 5000;

/**
 * Edits (Levenshtein) between two words.
 * @returns a number above `most` when there are more than that.
 */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const edits = Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      next.push(edits);
      if (edits < least) least = edits;
    }
    // No later row can have fewer.
    if (least > most) return most + 1;
    row = next;
  }
  return row[b.length] ?? 0;
}

/**
 * The candidate within a third of the word's length, rounded up, in edits (Levenshtein), or undefined. Words of more
 * than 80 characters have none.
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.ceil(word.length / 3) + 1;
  for (const candidate of candidates.slice(0, MOST_CANDIDATES)) {
    if (candidate.length > 2 * LONGEST_WORD) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance - 1);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
    if (bestDistance === 0) break;
  }
  return best;
}

/** A question that names the closest candidate; undefined when none is close. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const guess = closest(word, candidates);
  return guess === undefined ? undefined : `Did you mean "${guess}"?`;
}
