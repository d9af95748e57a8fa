// Products of 8-bit integers: the sums themselves, the rotation, the error they leave, and the choice for a machine.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cpu } from '../../../inference/onnx/devices/cpu.ts';
import { chooseIntegers } from '../../../inference/onnx/kernels/choose-integers.ts';
import { cpuIntegers } from '../../../inference/onnx/kernels/cpu-integers.ts';
import { ROW_SCALES, type RowScale } from '../../../inference/onnx/kernels/integers.ts';
import {
  type IntegerMeasurement,
  measureIntegers,
  saturatesOn,
} from '../../../inference/onnx/kernels/measure-integers.ts';
import { float32 } from '../../../inference/tensor.ts';
import { normal, OUT, ROWS, runLayer } from '../support/layers.ts';

interface Layer {
  readonly x: Float32Array;
  readonly codes: Int8Array;
  readonly scale: Float32Array;
  readonly bias: Float32Array;
  readonly rotation?: number;
}

/** What the kernels give, packed and in place. */
function product({ x, codes, scale, bias, rotation }: Layer, rowScale: RowScale): Promise<Float32Array[]> {
  const width = codes.length / OUT;
  const kernels = cpuIntegers(rowScale);
  return runLayer(x, width, ['int8', 'int8-mapped'], (g, input) => {
    const matrix = {
      codes: g.constant({ dtype: 'int8', dims: [OUT, width], data: codes }),
      scale: g.constant(float32(scale, scale.length === 1 ? [] : [OUT])),
    };
    const rows = kernels.quantise(g, input, rotation);
    return kernels.linear(g, rows, matrix, g.constant(float32(bias, [OUT])));
  });
}

/** An entry of a rotation: signs of H4 at the digits of row and column to the base 4, over the root of the size. */
function rotationEntry(row: number, column: number, size: number): number {
  let sign = 1;
  for (let i = 1; i < size; i *= 4) {
    const [a, b] = [Math.floor(row / i) % 4, Math.floor(column / i) % 4];
    if (a + b === 3) sign = -sign;
  }
  return sign / Math.sqrt(size);
}

function rotated(x: Float32Array, size: number): Float32Array {
  return x.map((_, i) => {
    const start = i - (i % size);
    let sum = 0;
    for (let j = 0; j < size; j += 1) sum += (x[start + j] as number) * rotationEntry(j, i % size, size);
    return sum;
  });
}

/** Codes and scale of one row. */
function rounded(row: Float32Array, rowScale: RowScale): readonly [codes: readonly number[], scale: number] {
  const peak = Math.max(...row.map(Math.abs));
  const rms = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / row.length);
  const scale = Math.max(rowScale === 'absmax' ? peak : Math.max(peak, 5 * rms), 1e-30) / 127;
  return [[...row].map((value) => Math.round(value / scale)), scale];
}

/** The layer in integers, without onnxruntime. */
function expected({ x, codes, scale, bias, rotation }: Layer, rowScale: RowScale): number[] {
  const width = codes.length / OUT;
  const inputs = rotation === undefined ? x : rotated(x, rotation);
  return Array.from({ length: (x.length / width) * OUT }, (_, i) => {
    const [row, out] = [Math.floor(i / OUT), i % OUT];
    const [rowCodes, factor] = rounded(inputs.subarray(row * width, (row + 1) * width), rowScale);
    const sum = rowCodes.reduce((total, code, k) => total + code * (codes[out * width + k] ?? NaN), 0);
    return sum * factor * (scale[out] ?? scale[0] ?? NaN) + (bias[out] as number);
  });
}

function layer(width: number, rotation?: number): Layer {
  return {
    x: normal(ROWS * width, 1n),
    // No pair of these saturates on any processor.
    codes: Int8Array.from(normal(OUT * width, 2n), (value) => Math.max(-63, Math.min(63, Math.round(value * 20)))),
    scale: normal(OUT, 3n).map((value) => 0.001 + Math.abs(value) / 100),
    bias: normal(OUT, 4n),
    ...(rotation === undefined ? {} : { rotation }),
  };
}

describe('a layer in integers', () => {
  test.for([
    ['absmax', 48, undefined],
    ['absmax', 48, 4],
    ['absmax', 48, 16],
    ['absmax', 192, 64],
    ['absmax', 512, 256],
    ['headroom', 512, 256],
    ['headroom', 40, undefined],
  ] as const)('%s, width %i, rotated in groups of %s', async ([rowScale, width, rotation]) => {
    const each = layer(width, rotation);
    const [packed, mapped] = await product(each, rowScale);
    const sums = expected(each, rowScale);
    // A value between two codes may be rounded to either: one code of an activation, times a weight of 63.
    const step = Math.max(...each.scale) * 63 * 0.05;
    const worst = sums.map((value, i) => Math.abs(value - (packed?.[i] as number)));
    expect(Math.max(...worst)).toBeLessThan(step);
    expect(worst.filter((error) => error > 1e-4).length).toBeLessThan(ROWS);
    expect(mapped).toEqual(packed);
  });

  test('takes one scale for the whole weight, and a row of zeros', async () => {
    const each = { ...layer(64), scale: Float32Array.of(0.01) };
    each.x.fill(0, 64, 128);
    const [packed = new Float32Array()] = await product(each, 'absmax');
    const sums = expected(each, 'absmax');
    const others = sums.filter((_, i) => Math.floor(i / OUT) !== 1);
    expect([...packed.subarray(0, OUT), ...packed.subarray(2 * OUT)]).toEqual(
      others.map((value) => expect.closeTo(value, 2) as number),
    );
    expect(packed.slice(OUT, 2 * OUT)).toEqual(each.bias);
  });

  test('adds the largest products there are, unless the processor saturates', async () => {
    const width = 4096;
    const extremes = { ...layer(width), codes: new Int8Array(OUT * width).fill(127), bias: new Float32Array(OUT) };
    const twos = { ...extremes, x: new Float32Array(width).fill(2), scale: Float32Array.of(1) };
    const [packed = []] = await product(twos, 'absmax');
    const isWhole = [...packed].every((value) => Math.abs(value / (2 * 127 * width) - 1) < 1e-5);
    expect(isWhole).toBe(!(await saturatesOn(cpu, cpuIntegers('absmax'))));
  });
});

describe('the test of a machine', () => {
  test('finds an error of a few per cent at most, of which the scale of rows is chosen', async () => {
    const { errors, gigaflops, ...found } = await measureIntegers(cpu, 1);
    const most = { absmax: found.saturates ? 0.03 : 0.015, headroom: 0.02 };
    for (const scale of ROW_SCALES) {
      expect(errors[scale]).toBeLessThan(most[scale]);
      expect(errors[scale]).toBeGreaterThan(0.005);
    }
    for (const figure of Object.values(gigaflops)) expect(figure).toBeGreaterThan(0);
  });

  const measured = (saturates: boolean, isSteady = true, int8Packed = 150) => ({
    measure: async (): Promise<IntegerMeasurement> => ({
      saturates,
      isSteady,
      gigaflops: { float32: 50, int8Packed, int8Mapped: 100 },
      errors: { absmax: 0.012, headroom: 0.014 },
    }),
  });
  const never = { measure: (): Promise<IntegerMeasurement> => Promise.reject(new Error('measured again')) };
  const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-'));

  test.for([
    [false, 'absmax'],
    [true, 'headroom'],
  ] as const)('saturates: %s, rows: %s', async ([saturates, rowScale]) => {
    const choice = await chooseIntegers(await folder(), cpu, 2, measured(saturates));
    expect(choice).toMatchObject({ rowScale, speed: 3 });
  });

  test('is remembered, for this machine and these threads', async () => {
    const dir = join(await folder(), 'new');
    const choice = await chooseIntegers(dir, cpu, 2, measured(true));
    expect(await chooseIntegers(dir, cpu, 2, never)).toEqual(choice);
    await expect(chooseIntegers(dir, cpu, 3, never)).rejects.toThrow('measured again');
    const file = join(dir, 'integers.json');
    const text = await readFile(file, 'utf8');
    for (const [known, other] of [
      ['onnxruntime-node', 'another-runtime'],
      [cpus()[0]?.model.trim() ?? 'none', 'another processor'],
    ] as const) {
      await writeFile(file, text.replace(known, other));
      await expect(chooseIntegers(dir, cpu, 2, never)).rejects.toThrow('measured again');
    }
    await writeFile(file, '{ torn');
    expect(await chooseIntegers(dir, cpu, 2, measured(true))).toEqual(choice);
  });

  test('is not remembered when rounds disagree, and used where nothing better is known', async () => {
    const dir = await folder();
    expect(await chooseIntegers(dir, cpu, 2, measured(true, false, 60))).toMatchObject({ speed: 1.2, isSteady: false });
    expect(await chooseIntegers(dir, cpu, 2, measured(true))).toMatchObject({ speed: 3, isSteady: true });
    expect(await chooseIntegers(dir, cpu, 2, never)).toMatchObject({ speed: 3 });
  });

  test('is taken anew on demand, but for one that a busy machine hides', async () => {
    const dir = await folder();
    await chooseIntegers(dir, cpu, 2, measured(true));
    const again = (isSteady: boolean) => ({ ...measured(true, isSteady, 100), again: true });
    expect(await chooseIntegers(dir, cpu, 2, again(false))).toMatchObject({ speed: 3, isSteady: true });
    expect(await chooseIntegers(dir, cpu, 2, again(true))).toMatchObject({ speed: 2 });
    expect(await chooseIntegers(dir, cpu, 2, never)).toMatchObject({ speed: 2 });
  });
});
