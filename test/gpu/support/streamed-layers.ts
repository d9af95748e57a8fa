/**
 * A model of a few layers with weights of 8 bits, run on a device with its weights in sessions and as inputs. The tests
 * run this file as a program too: libraries of Vulkan are found by the environment that a process starts with.
 */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredWeight, WeightLocation } from '../../../inference/checkpoint/stored-weight.ts';
import { mapSource, type WeightSource } from '../../../inference/checkpoint/weight-source.ts';
import { buildChain, type ModelChain } from '../../../inference/onnx/chain/build-chain.ts';
import type { ModelParts } from '../../../inference/onnx/chain/model-parts.ts';
import { SessionChain } from '../../../inference/onnx/chain/session-chain.ts';
import type { Device } from '../../../inference/onnx/devices/device.ts';
import { deviceNamed } from '../../../inference/onnx/devices/registry.ts';
import { DeviceMemory } from '../../../inference/onnx/streaming/device-memory.ts';
import { bytesWith, keptWithin } from '../../../inference/onnx/streaming/placement.ts';
import { sentBytes } from '../../../inference/onnx/streaming/stream-graph.ts';
import type { Value } from '../../../inference/onnx/value.ts';
import { float32 } from '../../../inference/tensor.ts';

const [WIDTH, ROWS, BLOCKS] = [64, 6, 5] as const;
const X = float32(
  Float32Array.from({ length: ROWS * WIDTH }, (_, i) => Math.sin(i * 1.7)),
  [ROWS, WIDTH],
);
const weights = await layers();

const parts: ModelParts<{ readonly x: Value }> = {
  name: 'layers',
  blocks: BLOCKS,
  begin: (g) => ({ x: g.input('x', 'float32', ['rows', WIDTH]) }),
  block: (g, i, { x }) => ({ x: g.add(x, g.linear(x, `${i}`, WIDTH)) }),
  end: (g, { x }) => g.output('y', x),
};

/** Matrices of 8-bit integers with a scale for each row, and biases in bfloat16. */
async function layers(): Promise<WeightSource> {
  const file = join(await mkdtemp(join(tmpdir(), 'inkloom-')), 'weights.bin');
  const codes = Int8Array.from({ length: BLOCKS * WIDTH ** 2 }, (_, i) => ((i * 89 + (i >> 5) * 7) % 255) - 127);
  const scales = Float32Array.from({ length: BLOCKS * WIDTH }, (_, i) => 0.001 * (1 + (i % 7)));
  const biases = Uint16Array.from({ length: BLOCKS * WIDTH }, (_, i) => 0x3f00 + (i % 64));
  const all = [codes, scales, biases].map((part) => Buffer.from(part.buffer));
  await writeFile(file, Buffer.concat(all));
  const map = new Map<string, StoredWeight>();
  for (let i = 0; i < BLOCKS; i += 1) {
    const at = (start: number, dtype: WeightLocation['dtype'], shape: readonly number[], bytes: number) => ({
      file,
      offset: start + i * bytes,
      length: bytes,
      dtype,
      shape,
    });
    const values = at(0, 'I8', [WIDTH, WIDTH], WIDTH ** 2);
    const scale = at(codes.byteLength, 'F32', [WIDTH], 4 * WIDTH);
    const bias = at(codes.byteLength + scales.byteLength, 'BF16', [WIDTH], 2 * WIDTH);
    map.set(`${i}.weight`, { encoding: 'scaled', file, shape: [WIDTH, WIDTH], values, scale });
    map.set(`${i}.bias`, { encoding: 'plain', ...bias });
  }
  return mapSource('layers', map);
}

/** What came of runs within a budget that lets so many graphs keep their weights. */
export interface StreamedRuns {
  readonly kept: number;
  /** Graphs that may keep theirs, by the forecast. */
  readonly forecast: number | undefined;
  /** Whether the first run and the second gave the bytes of weights in sessions. */
  readonly isEqual: readonly boolean[];
  /** Bytes of weights that are on the device afterwards, and that should be. */
  readonly held: number;
  readonly expectedHeld: number;
  readonly peak: number;
  readonly limit: number;
}

const chainOn = (device: Device): ModelChain => buildChain(parts, weights, { device, isFull: () => true });

/** @param streaming where weights as inputs stay. */
export async function compareStreamed(
  { streaming: own, ...holding }: Device,
  streaming = own ?? ({ location: 'cpu' } as const),
): Promise<readonly StreamedRuns[]> {
  const expected = await withSessions(chainOn(holding), new DeviceMemory(), (run) => run());
  const chain = chainOn({ ...holding, streaming });
  const need = {
    weights: chain.groups.flatMap((group) => (group.streamed ? [sentBytes(group.streamed)] : [])),
    activations: chain.activationBytes(new Map([['rows', ROWS]])),
  };
  const outcomes: StreamedRuns[] = [];
  for (const kept of [BLOCKS, 2, 0]) {
    const memory = new DeviceMemory(bytesWith(kept, need));
    const outcome = await withSessions(chain, memory, async (run) => {
      const results = [await run(), await run()];
      return {
        isEqual: results.map((y) => Buffer.from(y.buffer).equals(Buffer.from(expected.buffer))),
        held: memory.used,
      };
    });
    outcomes.push({
      ...outcome,
      kept,
      forecast: keptWithin(memory.limit, need),
      expectedHeld: need.weights.slice(0, kept).reduce((sum, bytes) => sum + bytes, 0),
      peak: memory.peak,
      limit: memory.limit,
    });
  }
  return outcomes;
}

async function withSessions<T>(
  chain: ModelChain,
  deviceMemory: DeviceMemory,
  work: (run: () => Promise<Float32Array>) => Promise<T>,
): Promise<T> {
  const sessions = await SessionChain.create(chain, { precision: 'cast', deviceMemory });
  try {
    return await work(async () => Float32Array.from((await sessions.run({ x: X }))['y']?.data ?? [], Number));
  } finally {
    await sessions.release();
  }
}

if (process.argv[2] === 'webgpu') console.log(JSON.stringify(await compareStreamed(deviceNamed('webgpu'))));
