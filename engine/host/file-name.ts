/**
 * Names of files from texts that people and workflows give: the one name maker of command line and server. A name is
 * the same on every system, so that files can be copied between them, and never leads out of its folder.
 */
import { isReservedName } from '../graph/portable-name.ts';

/**
 * Most bytes of a stem in UTF-8. File systems allow 255 bytes (or UTF-16 units, which are fewer) for a whole name; the
 * rest is for a number and an extension.
 */
export const STEM_BYTES = 200;
/** Characters of a text that are looked at. */
const LOOKED_AT = 1000;

/** Letters with their accents and vowel signs, digits, some signs, and joiners, which some scripts spell words with. */
const OTHER = /[^\p{L}\p{M}\p{N} ._()+\u{200C}-\u{200D}-]+/gu;
/** A joiner that joins nothing. */
const LONE_JOINER = /(?<![\p{L}\p{M}])[\u{200C}-\u{200D}]|[\u{200C}-\u{200D}](?![\p{L}\p{M}])/gu;
/** A hidden file, an option of a command or a mark without its letter begins with one of these. */
const BAD_START = /^[\p{M} ._\u{200C}-\u{200D}-]+/u;
/** Windows drops dots and spaces at the end. */
const BAD_END = /[ .\u{200C}-\u{200D}]+$/u;

const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * A text as the beginning of a file's name, without its number and extension.
 * @param fallback for a text of which nothing is left.
 * @returns at most {@link STEM_BYTES} bytes in UTF-8, in NFC. The stem of a stem is itself.
 */
export function fileStem(text: string, fallback: string): string {
  const clean = text
    .slice(0, LOOKED_AT)
    .normalize('NFC')
    .replaceAll(OTHER, '_')
    .replaceAll(LONE_JOINER, '')
    .replace(BAD_START, '');
  const stem = shorten(clean, STEM_BYTES - 1).replace(BAD_END, '');
  if (stem === '') return fallback;
  return isReservedName(stem) ? `_${stem}` : stem;
}

/** The stem of a file that a run saves. @param prefix as the workflow asks for it. */
export function outputStem(prefix: string): string {
  return fileStem(prefix, 'inkloom');
}

/** An extension without its dot; `bin` for one that could hide something. */
export function fileExtension(extension: string): string {
  return /^[A-Za-z0-9]{1,10}$/.test(extension) ? extension : 'bin';
}

/** Cuts a text to a number of bytes in UTF-8, between two characters as people see them. */
function shorten(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let [kept, left] = ['', bytes];
  for (const { segment } of GRAPHEMES.segment(text)) {
    left -= Buffer.byteLength(segment);
    if (left < 0) break;
    kept += segment;
  }
  return kept;
}
