// Values as files: every plain value is read back with the same digest, and other tools can read the tensors.
import {
  array,
  asyncProperty,
  assert as check,
  bigInt,
  constantFrom,
  dictionary,
  double,
  float,
  integer,
  letrec,
  oneof,
  string,
  uint8Array,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestValue } from '../../engine/cache/canonical.ts';
import { jsonCodec } from '../../engine/cache/codecs/json.ts';
import { safetensorsCodec } from '../../engine/cache/codecs/safetensors.ts';
import { readSafetensorsHeader } from '../../inference/checkpoint/safetensors-header.ts';
import { writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { typeCodecs } from '../../nodes/codecs.ts';

const scalar = oneof(
  string(),
  integer(),
  double(),
  bigInt(),
  constantFrom(null, true, false, -0, Number.NaN, Infinity, '$array'),
);
const typed = oneof(
  uint8Array(),
  array(float()).map((values) => Float32Array.from(values)),
  array(integer()).map((values) => Int32Array.from(values)),
  array(integer()).map((values) => BigInt64Array.from(values, BigInt)),
  array(double()).map((values) => Float64Array.from(values)),
  array(integer({ min: 0, max: 65535 })).map((values) => Uint16Array.from(values)),
);
const key = oneof(string(), constantFrom('$array', '$object', '$bigint', 'data', 'dims', 'dtype')).filter(
  (name) => name !== '__proto__',
);
const { plain, mixed } = letrec((tie) => ({
  plain: oneof({ maxDepth: 3 }, scalar, array(tie('plain')), dictionary(key, tie('plain'))),
  mixed: oneof({ maxDepth: 3 }, scalar, typed, array(tie('mixed')), dictionary(key, tie('mixed'))),
}));

describe.each([
  ['json', jsonCodec, plain],
  ['safetensors', safetensorsCodec, mixed],
] as const)('%s', (_name, codec, values) => {
  it('decodes every value it encoded', async () => {
    await check(
      asyncProperty(values, async (value) => {
        const { bytes, meta } = await codec.encode(value);
        const back = await codec.decode(Uint8Array.from(bytes), meta);
        expect(digestValue(back)).toBe(digestValue(value));
      }),
      { numRuns: 300 },
    );
  });
});

describe('safetensors', () => {
  it('names each tensor by its path and takes its shape from `dims`', async () => {
    const value = {
      samples: { dtype: 'float32', dims: [2, 3], data: new Float32Array(6) },
      half: { dtype: 'bfloat16', dims: [4], data: new Uint16Array(4) },
      raw: new Uint8Array(5),
      scale: 8,
    };
    const { bytes } = await safetensorsCodec.encode(value);
    const file = join(await mkdtemp(join(tmpdir(), 'inkloom-')), 'x.safetensors');
    await writeFile(file, bytes);
    const header = await readSafetensorsHeader(file);
    expect([...header].map(([name, { dtype, shape }]) => `${name} ${dtype} [${shape.join(', ')}]`).toSorted()).toEqual([
      'half.data BF16 [4]',
      'raw U8 [5]',
      'samples.data F32 [2, 3]',
    ]);
    expect(header.get('samples.data')?.offset ?? 1).toSatisfy((offset: number) => offset % 8 === 0);
  });

  it('never decodes damaged bytes to the same value', async () => {
    const value = { dims: [64], data: Float32Array.from({ length: 64 }, (_, i) => i), note: 'a note' };
    const { bytes } = await safetensorsCodec.encode(value);
    const valuesBegin = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
    // Tensor names in the header are not part of the value, but every byte of the data is.
    for (let at = valuesBegin; at < bytes.length; at += 1) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      const back = await Promise.resolve()
        .then(() => safetensorsCodec.decode(damaged, undefined))
        .then(
          (decoded) => digestValue(decoded),
          () => 'unreadable',
        );
      expect(back).not.toBe(digestValue(value));
    }
  });
});

describe('codecs of the nodes', () => {
  it.each([3, 4])('store a picture of %i channels losslessly as a PNG', async (channels) => {
    const codec = typeCodecs.get('image');
    const image = {
      width: 13,
      height: 7,
      channels,
      data: Uint8Array.from({ length: 13 * 7 * channels }, (_, i) => (i * 37) % 256),
    };
    const encoded = await codec?.encode(image);
    expect(encoded?.extension).toBe('png');
    expect(digestValue(await codec?.decode(Uint8Array.from(encoded?.bytes ?? []), encoded?.meta))).toBe(
      digestValue(image),
    );
  });

  it('store a file byte for byte', async () => {
    const codec = typeCodecs.get('file');
    const file = { prefix: 'a', extension: 'png', mediaType: 'image/png', data: Uint8Array.of(1, 2, 3) };
    const encoded = await codec?.encode(file);
    expect(encoded).toMatchObject({ extension: 'png', bytes: file.data });
    expect(await codec?.decode(Uint8Array.from(encoded?.bytes ?? []), encoded?.meta)).toEqual(file);
  });
});
