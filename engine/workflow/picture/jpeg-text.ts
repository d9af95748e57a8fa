/**
 * Text inside JPEG files, in as many comment segments as it needs. Each begins with the keyword and a zero.
 * Source: ITU-T T.81, B.1.1.3 (markers) and B.2.4.5 (COM).
 */

import { MOST_CHUNKS, TextBudget } from './text-limit.ts';

const MARKERS = { comment: 0xfe, scan: 0xda, firstApplication: 0xe0, lastApplication: 0xef } as const;
/** Most bytes in a segment, without its length field of two bytes. */
const SEGMENT = 0xffff - 2;
/** Bytes of the first marker of a file. */
const START_OF_IMAGE = 2;
const latin1 = new TextDecoder('latin1');

interface Segment {
  readonly marker: number;
  readonly data: Uint8Array;
  /** The whole segment, marker included. */
  readonly bytes: Uint8Array;
}

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** The segments before the first scan. Later comments are not read. */
export function* segmentsOf(jpeg: Uint8Array): Generator<Segment> {
  for (let start = START_OF_IMAGE; start + 4 <= jpeg.length && jpeg[start] === 0xff;) {
    const [, marker = 0, high = 0, low = 0] = jpeg.subarray(start, start + 4);
    const end = start + 2 + high * 256 + low;
    if (marker === MARKERS.scan || end > jpeg.length) break;
    yield { marker, data: jpeg.subarray(start + 4, end), bytes: jpeg.subarray(start, end) };
    start = end;
  }
}

function hasKeyword({ marker, data }: Segment, keyword: string): boolean {
  return marker === MARKERS.comment && latin1.decode(data.subarray(0, keyword.length + 1)) === `${keyword}\0`;
}

/** JFIF and Exif segments, which their standards want before all others. */
function isApplication({ marker }: Segment): boolean {
  return marker >= MARKERS.firstApplication && marker <= MARKERS.lastApplication;
}

/**
 * The text under a keyword; undefined when there is none, or for a file that is not a JPEG.
 * @throws TextTooLarge
 */
export function readJpegText(bytes: Uint8Array, keyword: string): string | undefined {
  const parts: Uint8Array[] = [];
  const budget = new TextBudget();
  let left = MOST_CHUNKS;
  for (const segment of isJpeg(bytes) ? segmentsOf(bytes) : []) {
    if (left === 0) break;
    left -= 1;
    if (hasKeyword(segment, keyword)) parts.push(budget.take(segment.data.subarray(keyword.length + 1)));
  }
  return parts.length === 0 ? undefined : Buffer.concat(parts).toString('utf8');
}

/**
 * The picture with a text in it. An earlier text under the keyword is replaced; the compressed picture stays the same
 * bytes.
 * @param keyword Latin-1, without zeros.
 * @throws TypeError for a file that is not a JPEG.
 */
export function writeJpegText(bytes: Uint8Array, keyword: string, text: string): Uint8Array {
  if (!isJpeg(bytes)) throw new TypeError('Not a JPEG');
  const segments = [...segmentsOf(bytes)];
  const headLength = segments.reduce((sum, segment) => sum + segment.bytes.length, START_OF_IMAGE);
  const kept = segments.filter((segment) => !hasKeyword(segment, keyword));
  return new Uint8Array(
    Buffer.concat([
      bytes.subarray(0, START_OF_IMAGE),
      ...kept.filter(isApplication).map((segment) => segment.bytes),
      ...encodeComments(keyword, text),
      ...kept.filter((segment) => !isApplication(segment)).map((segment) => segment.bytes),
      bytes.subarray(headLength),
    ]),
  );
}

function encodeComments(keyword: string, text: string): Buffer[] {
  const content = Buffer.from(text);
  const prefix = Buffer.from(`${keyword}\0`, 'latin1');
  const room = SEGMENT - prefix.length;
  const count = Math.max(1, Math.ceil(content.length / room));
  return Array.from({ length: count }, (_, i) => {
    const data = Buffer.concat([prefix, content.subarray(i * room, (i + 1) * room)]);
    const header = Buffer.from([0xff, MARKERS.comment, 0, 0]);
    header.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([header, data]);
  });
}
