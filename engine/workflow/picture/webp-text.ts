/**
 * Text inside WebP files, as an XMP packet with one property.
 * Source: RFC 9649, "WebP Image Format", sections 2.5 to 2.7; ISO 16684-1 (XMP).
 */

const NAMESPACE = 'https://inkloom.invalid/ns/';
/** Flags of the header of extended files: alpha, XMP. */
const FLAGS = { alpha: 0x10, xmp: 0x04 } as const;

export function isWebp(bytes: Uint8Array): boolean {
  const name = (from: number): string => Buffer.from(bytes.subarray(from, from + 4)).toString('latin1');
  return bytes.length >= 12 && name(0) === 'RIFF' && name(8) === 'WEBP';
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(bytes: Uint8Array): Chunk[] {
  const file = Buffer.from(bytes);
  const chunks: Chunk[] = [];
  for (let start = 12; start + 8 <= file.length;) {
    const length = file.readUInt32LE(start + 4);
    if (start + 8 + length > file.length) break;
    chunks.push({
      type: file.toString('latin1', start, start + 4),
      data: file.subarray(start + 8, start + 8 + length),
    });
    start += 8 + length + (length % 2);
  }
  return chunks;
}

/** The text under a keyword; undefined when there is none, or for what is no WebP. */
export function readWebpText(bytes: Uint8Array, keyword: string): string | undefined {
  const packet = isWebp(bytes)
    ? chunksOf(bytes)
        .find(({ type }) => type === 'XMP ')
        ?.data.toString('utf8')
    : undefined;
  const [, text] = new RegExp(`<inkloom:${keyword}>([^<]*)</inkloom:${keyword}>`).exec(packet ?? '') ?? [];
  return text?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * The picture with a text in it; an XMP packet that was there is replaced. Not a bit of the picture changes.
 * @param keyword a name for XML.
 * @throws TypeError for what is no WebP, or none with a picture.
 */
export function writeWebpText(bytes: Uint8Array, keyword: string, text: string): Uint8Array {
  if (!isWebp(bytes)) throw new TypeError('Not a WebP');
  const chunks = chunksOf(bytes).filter(({ type }) => type !== 'XMP ');
  const header = chunks.find(({ type }) => type === 'VP8X')?.data ?? headerOf(chunks);
  const flagged = Buffer.from(header);
  flagged[0] = (header[0] ?? 0) | FLAGS.xmp;
  const value = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const packet =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    `<rdf:Description xmlns:inkloom="${NAMESPACE}"><inkloom:${keyword}>${value}</inkloom:${keyword}></rdf:Description></rdf:RDF></x:xmpmeta>`;
  const all = [
    { type: 'VP8X', data: flagged },
    ...chunks.filter(({ type }) => type !== 'VP8X'),
    { type: 'XMP ', data: Buffer.from(packet) },
  ];
  const body = Buffer.concat([
    Buffer.from('WEBP'),
    ...all.flatMap(({ type, data }) => [
      Buffer.from(type, 'latin1'),
      uint32(data.length),
      data,
      Buffer.alloc(data.length % 2),
    ]),
  ]);
  return new Uint8Array(Buffer.concat([Buffer.from('RIFF'), uint32(body.length), body]));
}

/** The header of an extended file, for a picture that had none: flags, and width and height less one in 24 bits each. */
function headerOf(chunks: readonly Chunk[]): Buffer {
  const picture = chunks.find(({ type }) => type === 'VP8L' || type === 'VP8 ');
  if (!picture) throw new TypeError('A WebP without a picture');
  const { type, data } = picture;
  const header = Buffer.alloc(10);
  const [bits, lossy] = [data.readUInt32LE(1), type === 'VP8 '];
  header[0] = !lossy && (bits >> 28) & 1 ? FLAGS.alpha : 0;
  header.writeUIntLE(lossy ? (data.readUInt16LE(6) & 0x3fff) - 1 : bits & 0x3fff, 4, 3);
  header.writeUIntLE(lossy ? (data.readUInt16LE(8) & 0x3fff) - 1 : (bits >> 14) & 0x3fff, 7, 3);
  return header;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
