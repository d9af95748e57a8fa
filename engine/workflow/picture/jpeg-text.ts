/**
 * Text inside JPEG files, in comment segments: as many as it needs, each beginning with a keyword.
 * Source: ITU-T T.81, B.1.1.3 (markers) and B.2.4.5 (COM).
 */

const COMMENT = 0xfe;
/** Most bytes of a segment, its length field not counted. */
const SEGMENT = 0xffff - 2;
const latin1 = new TextDecoder('latin1');

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
  readonly data: Uint8Array;
}

/** Up to the first scan: comments behind it are not looked for. */
function* segmentsOf(bytes: Uint8Array): Generator<Segment> {
  for (let start = 2; start + 4 <= bytes.length && bytes[start] === 0xff;) {
    const marker = bytes[start + 1] ?? 0;
    if (marker === 0xda) return;
    const end = start + 2 + (bytes[start + 2] ?? 0) * 256 + (bytes[start + 3] ?? 0);
    if (end > bytes.length) return;
    yield { marker, start, end, data: bytes.subarray(start + 4, end) };
    start = end;
  }
}

const isOf = ({ marker, data }: Segment, keyword: string): boolean =>
  marker === COMMENT && latin1.decode(data.subarray(0, keyword.length + 1)) === `${keyword}\0`;

/** JFIF and Exif segments: their standards want them first. */
const isFirst = ({ marker }: Segment): boolean => marker >= 0xe0 && marker <= 0xef;

/** The text under a keyword; undefined when there is none, or for what is no JPEG. */
export function readJpegText(bytes: Uint8Array, keyword: string): string | undefined {
  const parts = isJpeg(bytes) ? [...segmentsOf(bytes)].filter((segment) => isOf(segment, keyword)) : [];
  return parts.length === 0
    ? undefined
    : Buffer.concat(parts.map(({ data }) => data.subarray(keyword.length + 1))).toString('utf8');
}

/**
 * The picture with a text in it; one that was there under the keyword is replaced. Not a bit of the picture changes.
 * @throws TypeError for what is no JPEG.
 */
export function writeJpegText(bytes: Uint8Array, keyword: string, text: string): Uint8Array {
  if (!isJpeg(bytes)) throw new TypeError('Not a JPEG');
  const content = Buffer.from(text);
  const room = SEGMENT - keyword.length - 1;
  const written = Array.from({ length: Math.max(1, Math.ceil(content.length / room)) }, (_, i) => {
    const data = Buffer.concat([Buffer.from(`${keyword}\0`, 'latin1'), content.subarray(i * room, (i + 1) * room)]);
    return Buffer.concat([Buffer.from([0xff, COMMENT, (data.length + 2) >> 8, (data.length + 2) & 0xff]), data]);
  });
  const all = [...segmentsOf(bytes)];
  const kept = all.filter((segment) => !isOf(segment, keyword));
  const slice = ({ start, end }: Segment): Uint8Array => bytes.subarray(start, end);
  return new Uint8Array(
    Buffer.concat([
      bytes.subarray(0, 2),
      ...kept.filter(isFirst).map(slice),
      ...written,
      ...kept.filter((segment) => !isFirst(segment)).map(slice),
      bytes.subarray(all.at(-1)?.end ?? 2),
    ]),
  );
}
