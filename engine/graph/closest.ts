/** Finds the name a typing error most likely meant. */

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The candidate within a third of the word's length, rounded up, in edits (Levenshtein), or undefined. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const limit = Math.ceil(word.length / 3);
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** A question that names the closest candidate; undefined when none is close. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const guess = closest(word, candidates);
  return guess === undefined ? undefined : `Did you mean "${guess}"?`;
}
