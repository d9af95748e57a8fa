/**
 * Texts in the Exif data of WebP and JPEG files that begin with a keyword and a colon, whatever their tag says.
 * Source: CIPA DC-008 (Exif 2.32), sections 4.5.4 and 4.6.2: a TIFF header, and entries of twelve bytes.
 */
import { isJpeg, segmentsOf } from './jpeg-text.ts';
import { MOST_CHUNKS, MOST_TEXT, TextTooLarge } from './text-limit.ts';
import { chunksOf, isWebp } from './webp-chunks.ts';

const APPLICATION_1 = 0xe1;
/** In front of the TIFF header: always in a JPEG, sometimes in a WebP. */
const PREFIX = 'Exif\0\0';
/** The type of a text among the types of entries. */
const ASCII = 2;

/**
 * The texts under the keywords, without keyword and colon; of two with one keyword, the first.
 * @returns an empty map for a file that is neither WebP nor JPEG, and for damaged data.
 * @throws TextTooLarge
 */
export function readExifTexts(bytes: Uint8Array, keywords: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const exif = exifOf(bytes);
  for (const text of exif ? textsIn(exif) : []) {
    const keyword = keywords.find((it) => text.subarray(0, it.length + 1).toString('latin1') === `${it}:`);
    if (keyword === undefined || found.has(keyword)) continue;
    if (text.length > MOST_TEXT) throw new TextTooLarge();
    found.set(keyword, text.subarray(keyword.length + 1).toString('utf8'));
  }
  return found;
}

/**
 * The first block of Exif data, from its TIFF header. Of a file of millions of parts only the first ones are looked at.
 */
function exifOf(bytes: Uint8Array): Buffer | undefined {
  let left = MOST_CHUNKS;
  for (const { type, data } of isWebp(bytes) ? chunksOf(bytes) : []) {
    if (type === 'EXIF') return withoutPrefix(data);
    if (--left === 0) return undefined;
  }
  for (const { marker, data } of isJpeg(bytes) ? segmentsOf(bytes) : []) {
    if (marker === APPLICATION_1 && startsExif(Buffer.from(data))) return withoutPrefix(Buffer.from(data));
    if (--left === 0) return undefined;
  }
  return undefined;
}

const startsExif = (data: Buffer): boolean => data.toString('latin1', 0, PREFIX.length) === PREFIX;

const withoutPrefix = (data: Buffer): Buffer => (startsExif(data) ? data.subarray(PREFIX.length) : data);

/** Texts of the first directory, without the zeros that end them. Nothing beyond the end is read. */
function* textsIn(exif: Buffer): Generator<Buffer> {
  const isLittle = exif.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number => (isLittle ? exif.readUInt16LE(at) : exif.readUInt16BE(at));
  const long = (at: number): number => (isLittle ? exif.readUInt32LE(at) : exif.readUInt32BE(at));
  if (exif.length < 8) return;
  const directory = long(4);
  const count = directory + 2 > exif.length ? 0 : short(directory);
  for (let entry = directory + 2; entry + 12 <= exif.length && entry < directory + 2 + 12 * count; entry += 12) {
    const [length, start] = [long(entry + 4), long(entry + 8)];
    if (short(entry + 2) !== ASCII || start + length > exif.length) continue;
    const text = exif.subarray(start, start + length);
    const end = text.indexOf(0);
    yield end < 0 ? text : text.subarray(0, end);
  }
}
