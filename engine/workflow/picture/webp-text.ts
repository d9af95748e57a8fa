/**
 * Text inside WebP files, as an XMP packet with one property.
 * Source: RFC 9649, "WebP Image Format", section 2.7.1.5; ISO 16684-1 (XMP).
 */
import { chunksOf, encodeWebp, extendedHeaderOf, FLAGS, isWebp } from './webp-chunks.ts';

import { MOST_CHUNKS, TextBudget } from './text-limit.ts';

const NAMESPACE = 'https://inkloom.invalid/ns/';

/**
 * The text under a keyword; undefined when there is none, or for a file that is not a WebP.
 * @throws TextTooLarge
 */
export function readWebpText(bytes: Uint8Array, keyword: string): string | undefined {
  const packet = isWebp(bytes) ? packetIn(bytes) : undefined;
  if (!packet) return undefined;
  const content = Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength);
  const [open, close] = [`<inkloom:${keyword}>`, `</inkloom:${keyword}>`];
  const start = content.indexOf(open);
  const end = start < 0 ? -1 : content.indexOf('<', start + open.length);
  if (end < 0 || content.subarray(end, end + close.length).toString() !== close) return undefined;
  const text = Buffer.from(new TextBudget().take(content.subarray(start + open.length, end))).toString('utf8');
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The first XMP packet. */
function packetIn(webp: Uint8Array): Uint8Array | undefined {
  let left = MOST_CHUNKS;
  for (const { type, data } of chunksOf(webp)) {
    if (type === 'XMP ') return data;
    left -= 1;
    if (left === 0) return undefined;
  }
  return undefined;
}

/**
 * The picture with a text in it. An earlier XMP packet is replaced; the compressed picture stays the same bytes.
 * @param keyword an XML name.
 * @throws TypeError for a file that is not a WebP, or a WebP without a picture.
 */
export function writeWebpText(bytes: Uint8Array, keyword: string, text: string): Uint8Array {
  if (!isWebp(bytes)) throw new TypeError('Not a WebP');
  const chunks = [...chunksOf(bytes)];
  const header = extendedHeaderOf(chunks);
  header[0] = (header[0] ?? 0) | FLAGS.xmp;
  return encodeWebp([
    { type: 'VP8X', data: header },
    ...chunks.filter(({ type }) => type !== 'VP8X' && type !== 'XMP '),
    { type: 'XMP ', data: Buffer.from(packetOf(keyword, text)) },
  ]);
}

function packetOf(keyword: string, text: string): string {
  const value = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    `<rdf:Description xmlns:inkloom="${NAMESPACE}"><inkloom:${keyword}>${value}</inkloom:${keyword}>` +
    '</rdf:Description></rdf:RDF></x:xmpmeta>'
  );
}
