/** The cost of parsing a JSON text, counted without parsing it: 45 MB of `{}` become 15 million objects. */

export interface JsonCost {
  /** Objects, lists and what they hold. */
  readonly values: number;
  /** Levels of objects and lists. */
  readonly depth: number;
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * @param bytes UTF-8. Text that is not JSON is counted as if it were.
 * @param most the count ends above these.
 */
export function jsonCost(bytes: Uint8Array, most: JsonCost): JsonCost {
  let [values, level, depth] = [1, 0, 0];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === COMMA) values += 1;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      values += 1;
      level += 1;
      if (level > depth) depth = level;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) level -= 1;
    if (values > most.values || depth > most.depth) break;
  }
  return { values, depth };
}

/** @returns the place of the closing quote, or the end. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; ;) {
    const quote = bytes.indexOf(QUOTE, at);
    if (quote < 0) return bytes.length;
    let slashes = 0;
    while (bytes[quote - 1 - slashes] === BACKSLASH && quote - 1 - slashes > start) slashes += 1;
    if (slashes % 2 === 0) return quote;
    at = quote + 1;
  }
}
