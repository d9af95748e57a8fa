// Frames: plain data with arrays through a stream cut anywhere.
import { PassThrough, Writable } from 'node:stream';
import {
  array,
  asyncProperty,
  assert as check,
  constantFrom,
  dictionary,
  float,
  integer,
  letrec,
  oneof,
  string,
  uint8Array,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFrames, writeFrame } from '../../inference/runtime/frames.ts';

const typed = oneof(
  uint8Array(),
  array(float()).map((values) => Float32Array.from(values)),
  array(integer()).map((values) => Int32Array.from(values)),
  array(integer()).map((values) => BigInt64Array.from(values, BigInt)),
  array(integer({ min: 0, max: 65535 })).map((values) => Uint16Array.from(values)),
);
const { data } = letrec((tie) => ({
  data: oneof(
    { maxDepth: 3 },
    typed,
    string(),
    integer(),
    constantFrom(null, true, false),
    array(tie('data')),
    dictionary(
      string().filter((key) => key !== '__proto__'),
      tie('data'),
    ),
  ),
}));

const message = dictionary(
  string().filter((key) => key !== '__proto__'),
  data,
);

/** The messages of a stream, once `count` of them have arrived. */
async function collect(source: PassThrough, count: number): Promise<unknown[]> {
  return new Promise((resolve) => {
    const messages: unknown[] = [];
    readFrames(source, (received) => messages.push(received) === count && resolve(messages));
  });
}

/** The bytes that `writeFrame` writes for the messages. */
function bytesOf(messages: readonly object[]): Buffer {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  for (const each of messages) writeFrame(stream, each);
  return Buffer.concat(chunks);
}

describe('frames', () => {
  it('arrive as they were sent, whatever the stream does with the bytes', async () => {
    await check(
      asyncProperty(
        array(message, { minLength: 1, maxLength: 4 }),
        integer({ min: 1, max: 4000 }),
        async (messages, chunk) => {
          const bytes = bytesOf(messages);
          const cut = new PassThrough();
          const received = collect(cut, messages.length);
          for (let at = 0; at < bytes.length; at += chunk) cut.write(bytes.subarray(at, at + chunk));
          expect(await received).toEqual(messages);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('own their memory', async () => {
    const stream = new PassThrough();
    const received = collect(stream, 1);
    writeFrame(stream, { values: Float32Array.of(1, 2).subarray(1) });
    const [{ values }] = (await received) as [{ values: Float32Array }];
    expect([...values]).toEqual([2]);
    expect(values.buffer.byteLength).toBe(4);
  });

  it('refuse what they cannot carry', () => {
    expect(() => writeFrame(new PassThrough(), { values: new Float64Array(1) })).toThrow('Cannot send a Float64Array');
  });
});
