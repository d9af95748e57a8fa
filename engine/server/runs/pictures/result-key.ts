/** Keys of results as clients see them: long enough to tell results apart, short in the history. */
const LENGTH = 32;

/** @param key in hexadecimal digits. */
export function shortKey(key: string): string {
  return key.slice(0, LENGTH);
}
