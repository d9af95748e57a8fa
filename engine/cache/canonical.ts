/**
 * Digests of plain values. One byte encoding covers every value: the order of keys does not matter, and values of
 * different types (1, "1", true, 1n, [1]) never collide. The encoding must never change: caches on disk depend on it.
 */
import { createHash, hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

/** SHA-256 of a text in UTF-8, as 64 hexadecimal digits. */
export function digestText(text: string): string {
  return hash('sha256', text);
}

/**
 * SHA-256 of a plain value: null, undefined, booleans, numbers, bigints, strings, typed arrays, arrays, and objects of
 * these. A field of an object that is undefined counts as absent.
 * @returns 64 hexadecimal digits.
 * @throws TypeError for functions, symbols and class instances, which are not data.
 */
export function digestValue(value: unknown): string {
  const pieces: (string | Uint8Array)[] = [];
  feed({ update: (piece) => pieces.push(piece) }, value);
  // For a text, one call is several times cheaper than a hash object.
  if (pieces.every((piece) => typeof piece === 'string')) return digestText(pieces.join(''));
  const sha = createHash('sha256');
  for (const piece of pieces) sha.update(piece);
  return sha.digest('hex');
}

/** Bytes hashed between two turns of the event loop: about 3 ms. */
export const DIGEST_AT_ONCE = 4 * 2 ** 20;

/** The digest of a value of any size. Large arrays are hashed in parts, so that the event loop goes on between them. */
export async function digestLargeValue(value: unknown): Promise<string> {
  if (byteSize(value) <= DIGEST_AT_ONCE) return digestValue(value);
  const pieces: (string | Uint8Array)[] = [];
  feed({ update: (piece) => pieces.push(piece) }, value);
  const sha = createHash('sha256');
  for (const piece of pieces) {
    if (typeof piece === 'string' || piece.length <= DIGEST_AT_ONCE) sha.update(piece);
    else {
      for (let at = 0; at < piece.length; at += DIGEST_AT_ONCE) {
        sha.update(piece.subarray(at, at + DIGEST_AT_ONCE));
        await setImmediate();
      }
    }
  }
  return sha.digest('hex');
}

/** Receives the encoding of a value piece by piece. */
interface Sink {
  update(piece: string | Uint8Array): unknown;
}

function feed(sha: Sink, value: unknown): void {
  if (ArrayBuffer.isView(value)) {
    // A Buffer counts as a Uint8Array.
    sha.update(`${value instanceof Uint8Array ? 'Uint8Array' : value.constructor.name}:${value.byteLength}:`);
    sha.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    return;
  }
  switch (typeof value) {
    case 'string': {
      sha.update(`s${Buffer.byteLength(value)}:${value}`);
      return;
    }
    case 'number':
      sha.update(Object.is(value, -0) ? 'f-0;' : `f${value};`);
      return;
    case 'bigint':
      sha.update(`i${value};`);
      return;
    case 'boolean':
      sha.update(value ? 't' : 'n');
      return;
    case 'object':
      if (value === null) sha.update('0');
      else if (Array.isArray(value)) {
        sha.update(`[${value.length}:`);
        for (const item of value) feed(sha, item);
      } else feedObject(sha, value);
      return;
    case 'undefined':
      sha.update('u');
      return;
    default:
      throw new TypeError(`Expected plain data, got a ${typeof value}`);
  }
}

function feedObject(sha: Sink, value: object): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`Expected plain data, got an instance of ${value.constructor.name}`);
  }
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  sha.update(`{${fields.length}:`);
  for (const [name, field] of fields) {
    feed(sha, name);
    feed(sha, field);
  }
}

/** Approximate size of a plain value in bytes: its data, without the overhead of the JavaScript engine. */
export function byteSize(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value === 'string') return value.length * 2;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = 16;
  for (const [name, field] of Object.entries(value)) bytes += name.length * 2 + byteSize(field);
  return bytes;
}
