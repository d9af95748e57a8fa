/**
 * Text inside PNG files: reads every kind of text chunk, writes UTF-8.
 * Source: W3C, "Portable Network Graphics (PNG) Specification", third edition, section 11.3.3.
 */
import { chunksOf, encodeChunk, isIntactChunk, isPng, type PngChunk, SIGNATURE } from './png-chunks.ts';
import { MOST_CHUNKS, TextBudget, TextDamaged, TextTooLarge } from './text-limit.ts';

const TEXT_CHUNKS = ['tEXt', 'zTXt', 'iTXt'];
/** Bytes of the longest keyword, with the zero after it. */
const KEYWORD_BYTES = 80;
const utf8 = new TextDecoder();
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const latin1 = new TextDecoder('latin1');

/**
 * The texts of a PNG under the keywords, and under no other; of two with one keyword, the first. A text that is damaged
 * is left out.
 * @returns an empty map for a file that is not a PNG.
 * @throws TextTooLarge when one text, or all together, have more than the limit; TextDamaged when a checksum does not
 *   fit.
 */
export function readPngTexts(bytes: Uint8Array, keywords: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  const wanted = new Set(keywords);
  const budget = new TextBudget();
  let left = MOST_CHUNKS;
  for (const chunk of isPng(bytes) ? chunksOf(bytes) : []) {
    if (wanted.size === 0 || left === 0) break;
    left -= 1;
    const keyword = keywordOf(chunk);
    if (keyword === undefined || !wanted.delete(keyword)) continue;
    if (!isIntactChunk(chunk)) throw new TextDamaged();
    const text = decodeText(chunk.type, chunk.data.subarray(keyword.length + 1), budget);
    if (text !== undefined) texts.set(keyword, text);
  }
  return texts;
}

/** Undefined for a chunk that is not a text. */
function keywordOf({ type, data }: PngChunk): string | undefined {
  if (!TEXT_CHUNKS.includes(type)) return undefined;
  const start = data.subarray(0, KEYWORD_BYTES);
  return latin1.decode(start.subarray(0, Math.max(0, start.indexOf(0))));
}

/** @param rest of the chunk, after keyword and separator. @returns undefined for damaged data. */
function decodeText(type: string, rest: Uint8Array, budget: TextBudget): string | undefined {
  try {
    if (type === 'tEXt') return utf8OrLatin1(budget.take(rest));
    // One byte names the compression method; there is only one.
    if (type === 'zTXt') return utf8OrLatin1(budget.inflate(rest.subarray(1)));
    return decodeInternational(rest, budget);
  } catch (error) {
    if (error instanceof TextTooLarge) throw error;
    return undefined;
  }
}

/** The text of an `iTXt` chunk: a flag and a method of compression, language, translated keyword, then the text. */
function decodeInternational(rest: Uint8Array, budget: TextBudget): string {
  const isCompressed = rest[0] === 1;
  const languageEnd = rest.indexOf(0, 2);
  const text = rest.subarray(rest.indexOf(0, languageEnd + 1) + 1);
  return utf8.decode(isCompressed ? budget.inflate(text) : budget.take(text));
}

/** The standard says Latin-1, but many programs write UTF-8. */
function utf8OrLatin1(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return latin1.decode(bytes);
  }
}

/**
 * The picture with a text in it, right after the header. An earlier text under the keyword is replaced.
 * @param keyword Latin-1, 1 to 79 characters.
 * @throws TypeError for a file that is not a PNG.
 */
export function writePngText(bytes: Uint8Array, keyword: string, text: string): Uint8Array {
  return withText(bytes, keyword, encodeText(keyword, text));
}

/**
 * As {@link writePngText}, in a `tEXt` chunk: some programs read no other.
 * @param text ASCII.
 */
export function writePngAscii(bytes: Uint8Array, keyword: string, text: string): Uint8Array {
  return withText(bytes, keyword, encodeChunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1')));
}

/** The picture with a chunk of text right after the header, in the place of an earlier one under the keyword. */
function withText(bytes: Uint8Array, keyword: string, text: Uint8Array): Uint8Array {
  if (!isPng(bytes)) throw new TypeError('Not a PNG');
  const parts: Uint8Array[] = [SIGNATURE];
  for (const chunk of chunksOf(bytes)) {
    if (keywordOf(chunk) !== keyword) parts.push(chunk.bytes);
    if (chunk.type === 'IHDR') parts.push(text);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** An `iTXt` chunk. The five zeros: separator, not compressed (two bytes), no language, no translated keyword. */
function encodeText(keyword: string, text: string): Uint8Array {
  const data = Buffer.concat([Buffer.from(keyword, 'latin1'), Buffer.alloc(5), Buffer.from(text)]);
  return encodeChunk('iTXt', data);
}
