/**
 * Text inside PNG files: reading every kind of text chunk, writing UTF-8 ones.
 * Source: W3C, "Portable Network Graphics (PNG) Specification", third edition, sections 5 and 11.3.3.
 */
import { crc32, inflateSync } from 'node:zlib';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const utf8 = new TextDecoder();
const latin1 = new TextDecoder('latin1');

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

interface Chunk {
  readonly type: string;
  /** From the length field to the checksum. */
  readonly start: number;
  readonly end: number;
  readonly data: Uint8Array;
}

function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = SIGNATURE.length; start + 12 <= bytes.length;) {
    const end = start + 12 + view.getUint32(start);
    if (end > bytes.length) return;
    yield {
      type: latin1.decode(bytes.subarray(start + 4, start + 8)),
      start,
      end,
      data: bytes.subarray(start + 8, end - 4),
    };
    start = end;
  }
}

/** Texts by keyword; of two with one keyword the first. Empty for what is no PNG. Texts that cannot be read are left out. */
export function readPngTexts(bytes: Uint8Array): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { type, data } of isPng(bytes) ? chunksOf(bytes) : []) {
    const keyword = latin1.decode(data.subarray(0, Math.max(0, data.indexOf(0))));
    const text = readText(type, data.subarray(keyword.length + 1));
    if (text !== undefined && !texts.has(keyword)) texts.set(keyword, text);
  }
  return texts;
}

/** The text of a chunk after keyword and separator; undefined for other chunks. */
function readText(type: string, rest: Uint8Array): string | undefined {
  try {
    // Other programs write UTF-8 where the standard says Latin-1.
    if (type === 'tEXt') return utf8Or(rest);
    if (type === 'zTXt') return utf8Or(inflateSync(rest.subarray(1)));
    if (type !== 'iTXt') return undefined;
    const [compressed] = rest;
    const language = rest.indexOf(0, 2);
    const text = rest.subarray(rest.indexOf(0, language + 1) + 1);
    return utf8.decode(compressed === 1 ? inflateSync(text) : text);
  } catch {
    return undefined;
  }
}

function utf8Or(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return latin1.decode(bytes);
  }
}

/**
 * The picture with a text in it, behind the header; a text that was there under the keyword is replaced.
 * @param keyword Latin-1, 1 to 79 characters.
 * @throws TypeError for what is no PNG.
 */
export function writePngText(bytes: Uint8Array, keyword: string, text: string): Uint8Array {
  if (!isPng(bytes)) throw new TypeError('Not a PNG');
  const parts: Uint8Array[] = [SIGNATURE];
  for (const { type, start, end, data } of chunksOf(bytes)) {
    const isOld = /^[tzi]TXt$/i.test(type) && latin1.decode(data.subarray(0, keyword.length + 1)) === `${keyword}\0`;
    if (!isOld) parts.push(bytes.subarray(start, end));
    // Keyword, separator, not compressed (two bytes), no language, no translated keyword.
    if (type === 'IHDR')
      parts.push(chunk('iTXt', Buffer.concat([Buffer.from(keyword, 'latin1'), Buffer.alloc(5), Buffer.from(text)])));
  }
  return new Uint8Array(Buffer.concat(parts));
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
