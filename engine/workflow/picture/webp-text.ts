/**
 * Text inside WebP files, as an XMP packet with one property.
 * Source: RFC 9649, "WebP Image Format", section 2.7.1.5; ISO 16684-1 (XMP).
 */
import { chunksOf, encodeWebp, extendedHeaderOf, FLAGS, isWebp } from './webp-chunks.ts';

const NAMESPACE = 'https://inkloom.invalid/ns/';

/** The text under a keyword; undefined when there is none, or for a file that is not a WebP. */
export function readWebpText(bytes: Uint8Array, keyword: string): string | undefined {
  if (!isWebp(bytes)) return undefined;
  const packet = chunksOf(bytes).find(({ type }) => type === 'XMP ');
  const property = new RegExp(`<inkloom:${keyword}>([^<]*)</inkloom:${keyword}>`);
  const [, text] = property.exec(packet?.data.toString('utf8') ?? '') ?? [];
  return text?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * The picture with a text in it. An earlier XMP packet is replaced; the compressed picture stays the same bytes.
 * @param keyword an XML name.
 * @throws TypeError for a file that is not a WebP, or a WebP without a picture.
 */
export function writeWebpText(bytes: Uint8Array, keyword: string, text: string): Uint8Array {
  if (!isWebp(bytes)) throw new TypeError('Not a WebP');
  const chunks = chunksOf(bytes);
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
