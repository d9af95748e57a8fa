// Damaged headers: each of ten thousand is opened or refused with a sentence, in bounded memory and time.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openComponent } from '../../../inference/checkpoint/component.ts';
import { OutOfBytes } from '../../../inference/checkpoint/gguf/byte-cursor.ts';
import { parseGgufHeader } from '../../../inference/checkpoint/gguf/parse-header.ts';
import { parseSafetensorsHeader } from '../../../inference/checkpoint/safetensors-header.ts';
import { MersenneTwister } from '../../../inference/diffusion/noise/mersenne-twister.ts';
import { InferenceError } from '../../../inference/errors.ts';
import { ggufHeader } from './write-gguf.ts';

/** Cases of each format: headers in memory, and whole files. */
const [PARSED, OPENED] = [4800, 200] as const;
/** Bytes that a damaged header may cost: a few times the longest header that is read at all, 100 MB. */
const MEMORY = 400e6;
const CODES: readonly string[] = ['file-malformed', 'file-truncated', 'file-missing', 'tensor-mismatch'];

const random = new MersenneTwister(42);
const below = (limit: number): number => random.nextUint32() % limit;
const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;

/** Lengths, offsets and counts that break careless readers. */
const NUMBERS = [0n, 1n, 7n, 255n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 40n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];

/** One to four kinds of damage. */
function damaged(sound: Uint8Array): Uint8Array {
  let bytes = Uint8Array.from(sound);
  for (let i = below(4); i >= 0 && bytes.length > 16; i -= 1) bytes = pick(DAMAGE)(bytes);
  return bytes;
}

const DAMAGE: readonly ((bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>)[] = [
  (bytes) => bytes.slice(0, below(bytes.length)),
  (bytes) => {
    bytes[below(bytes.length)] = below(256);
    return bytes;
  },
  (bytes) => {
    bytes[below(bytes.length)]! ^= 1 << below(8);
    return bytes;
  },
  (bytes) => {
    new DataView(bytes.buffer).setBigUint64(below(bytes.length - 8), pick(NUMBERS), true);
    return bytes;
  },
  (bytes) => {
    const [from, to, length] = [below(bytes.length), below(bytes.length), below(64)];
    bytes.copyWithin(to, from, from + length);
    return bytes;
  },
  (bytes) =>
    Uint8Array.from(Buffer.concat([bytes.subarray(0, below(bytes.length)), bytes.subarray(below(bytes.length))])),
];

/** Opens damaged versions of a file. @returns how many were refused. */
async function refusals(sound: Uint8Array, cases: number, read: (bytes: Uint8Array) => unknown): Promise<number> {
  let refused = 0;
  for (let i = 0; i < cases; i += 1) {
    const bytes = damaged(sound);
    try {
      await read(bytes);
    } catch (error) {
      refused += 1;
      const isClear = error instanceof InferenceError && CODES.includes(error.code) && error.details.file !== undefined;
      // The bytes are in the message, so that the case can be tried again.
      if (!isClear && !(error instanceof OutOfBytes)) {
        throw new Error(`case ${i}: ${Buffer.from(bytes).toString('hex')}`, { cause: error });
      }
    }
  }
  return refused;
}

describe.each([
  ['model.gguf', soundGguf(), (bytes: Uint8Array) => parseGgufHeader(bytes, 'model.gguf')],
  ['model.safetensors', soundSafetensors(), parseSafetensors],
] as const)('damaged at random, %s', (name, sound, parse) => {
  it('is parsed or refused with a sentence, in bounded memory', async () => {
    const before = process.memoryUsage().rss;
    expect(await refusals(sound, PARSED, parse)).toBeGreaterThan(PARSED / 4);
    expect(process.memoryUsage().rss - before).toBeLessThan(MEMORY);
  });

  it('is opened or refused as a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkloom-fuzz-'));
    const path = join(folder, name);
    const openFile = async (bytes: Uint8Array): Promise<unknown> => {
      await writeFile(path, bytes);
      return [...(await openComponent(path)).names()];
    };
    expect(await refusals(sound, OPENED, openFile)).toBeGreaterThan(OPENED / 4);
    await rm(folder, { recursive: true });
  });
});

function parseSafetensors(bytes: Uint8Array): unknown {
  const length = Buffer.concat([bytes, Buffer.alloc(4)]).readUInt32LE();
  return parseSafetensorsHeader(bytes.subarray(8, 8 + length), 'model.safetensors', bytes.length);
}

function soundGguf(): Uint8Array {
  const tensors = Array.from({ length: 6 }, (_, i) => ({
    name: `transformer_blocks.${i}.attn.to_q.weight`,
    shape: [2, 32],
    type: i % 2 === 0 ? 8 : 0,
    data: new Uint8Array(i % 2 === 0 ? 68 : 256),
  }));
  const header = ggufHeader(tensors, { 'general.architecture': 'qwen_image', 'general.name': 'a model' });
  return Buffer.concat([header, Buffer.alloc(6 * 256)]);
}

/** A layer of floats of 8 bits with its scale and its marker, and a plain one. */
function soundSafetensors(): Uint8Array {
  const marker = '{"format": "float8_e4m3fn"}';
  const tensors = [
    ['a.weight', 'F8_E4M3', [2, 8], 16],
    ['a.weight_scale', 'F32', [], 4],
    ['a.comfy_quant', 'U8', [marker.length], marker.length],
    ['a.bias', 'BF16', [2], 4],
    ['b.weight', 'F16', [2, 2], 8],
  ] as const;
  let offset = 0;
  const entries = tensors.map(([name, dtype, shape, bytes]) => {
    offset += bytes;
    return [name, { dtype, shape, data_offsets: [offset - bytes, offset] }] as const;
  });
  const json = Buffer.from(JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const values = Buffer.alloc(offset);
  values.write(marker, 20);
  return Buffer.concat([length, json, values]);
}
