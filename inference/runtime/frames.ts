/**
 * Messages between the main process and its child: JSON, and the typed arrays taken out of it as raw bytes. The stream
 * carries them in small pieces, so that a tensor of any size never holds up the event loop (Node's own channel copies a
 * message as a whole: 64 MB stopped the loop for 0.3 s).
 *
 * A frame: uint32 length of the JSON in bytes, little-endian; the JSON; the arrays in order. In the JSON an array is
 * { "$array": [type, bytes] }.
 */
import type { Readable, Writable } from 'node:stream';

const ARRAY_TYPES = { Float32Array, Int16Array, Uint16Array, BigInt64Array, Int32Array, Uint8Array } as const;
type ArrayType = keyof typeof ARRAY_TYPES;

const MARK = '$array';

/**
 * Writes one message, an object of plain data. Its arrays must not change until the other side has answered.
 * @throws TypeError for a kind of array that cannot be sent.
 */
export function writeFrame(stream: Writable, message: object): void {
  const arrays: Uint8Array[] = [];
  const json = Buffer.from(
    JSON.stringify(message, (_key, value: unknown) => {
      if (!ArrayBuffer.isView(value)) return value;
      const type = value.constructor.name;
      if (!(type in ARRAY_TYPES)) throw new TypeError(`Cannot send a ${type}`);
      arrays.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      return { [MARK]: [type, value.byteLength] };
    }),
  );
  const size = Buffer.alloc(4);
  size.writeUInt32LE(json.length);
  stream.cork();
  for (const part of [size, json, ...arrays]) stream.write(part);
  stream.uncork();
}

/** Calls `onMessage` for every message of a stream, in order. */
export function readFrames(stream: Readable, onMessage: (message: unknown) => void): void {
  const parser = parseFrames(onMessage);
  parser.next();
  stream.on('data', (chunk: Buffer) => {
    parser.next(chunk);
  });
}

/** A generator that takes chunks of any size and calls `onMessage` for every complete frame. */
function* parseFrames(onMessage: (message: unknown) => void): Generator<void, never, Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  /** The next `length` bytes, in a buffer of their own. */
  function* take(length: number): Generator<void, ArrayBuffer, Buffer> {
    const bytes = new Uint8Array(length);
    for (let filled = 0; ;) {
      const part = rest.subarray(0, length - filled);
      bytes.set(part, filled);
      filled += part.length;
      rest = rest.subarray(part.length);
      if (filled === length) return bytes.buffer;
      rest = yield;
    }
  }
  for (;;) {
    const jsonBytes = new DataView(yield* take(4)).getUint32(0, true);
    const json = new TextDecoder().decode(yield* take(jsonBytes));
    const holes: {
      readonly holder: Record<string, unknown>;
      readonly key: string;
      readonly type: ArrayType;
      readonly bytes: number;
    }[] = [];
    const message: unknown = JSON.parse(json, function (this: Record<string, unknown>, key, value: unknown) {
      if (isMark(value)) holes.push({ holder: this, key, type: value[MARK][0], bytes: value[MARK][1] });
      return value;
    });
    for (const { holder, key, type, bytes } of holes) holder[key] = new ARRAY_TYPES[type](yield* take(bytes));
    onMessage(message);
  }
}

function isMark(value: unknown): value is { readonly [MARK]: readonly [ArrayType, number] } {
  return typeof value === 'object' && value !== null && MARK in value;
}
