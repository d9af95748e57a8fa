/**
 * Whole numbers of JSON that JavaScript cannot hold exactly, as texts. Python's JSON holds them, and its clients send
 * seeds up to 2^64 - 1.
 */

/**
 * A text, or a whole number of 16 digits and more. A text that does not end takes the rest, so that no part is read
 * twice.
 */
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\[^]|\\$)*(?:"|$)|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/** @param json any text; what is not JSON stays so. */
export function exactIntegers(json: string): string {
  return json.replaceAll(TEXT_OR_NUMBER, (found) =>
    found.startsWith('"') || Number.isSafeInteger(Number(found)) ? found : `"${found}"`,
  );
}
