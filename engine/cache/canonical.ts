/**
 * One byte encoding for every plain value, so that equal values have equal digests whatever the order of their keys, and
 * values of different type (1, "1", true, 1n, [1]) never collide.
 */
import { createHash, hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

/** SHA-256 of a text, as 64 hexadecimal digits. */
export function digestText(text: string): string {
  return hash('sha256', text);
}

/**
 * SHA-256 of a plain value: null, boolean, number, bigint, string, typed arrays, arrays, and objects of these.
 * Object fields that are undefined count as absent.
 * @throws TypeError for functions, symbols and class instances: they are not data.
 */
export function digestValue(value: unknown): string {
  const pieces: (string | Uint8Array)[] = [];
  feed({ update: (piece) => pieces.push(piece) }, value);
  // One call for a text is several times cheaper than a hash object.
  if (pieces.every((piece) => typeof piece === 'string')) return digestText(pieces.join(''));
  const sha = createHash('sha256');
  for (const piece of pieces) sha.update(piece);
  return sha.digest('hex');
}

/** Bytes hashed before other work of the process has its turn: about 3 ms. */
export const DIGEST_AT_ONCE = 4 * 2 ** 20;

/** The same for a value of any size, without holding up the process: large arrays are hashed in turns. */
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

/** Takes the encoding of a value piece by piece. */
interface Sink {
  update(piece: string | Uint8Array): unknown;
}

function feed(sha: Sink, value: unknown): void {
  if (ArrayBuffer.isView(value)) {
    // A Buffer is the bytes it holds.
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

/** Bytes a plain value occupies in memory, counting data and not the bookkeeping of the JavaScript engine. */
export function byteSize(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value === 'string') return value.length * 2;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = 16;
  for (const [name, field] of Object.entries(value)) bytes += name.length * 2 + byteSize(field);
  return bytes;
}
