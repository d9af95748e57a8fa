/**
 * What a GPU does, in less than 8 minutes: products with weights of 8 and 4 bits and in float16, attention, a block, a
 * whole step, weights as inputs, decoding, memory, and the same in PyTorch where INKLOOM_PYTHON has it with CUDA. Each
 * part works in a process of its own: one that fails or hangs says so, and the others go on.
 *
 *     npx tsx bench/gpu.ts                       # --device webgpu,cuda  --vram 12GiB  --only products,step
 *     INKLOOM_PYTHON=/path/to/venv/bin/python npx tsx bench/gpu.ts
 *     npx tsx bench/gpu.ts --small               # the same in small, for machines without a GPU
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readBytes } from '../engine/host/byte-size.ts';
import { type DeviceName, readDevice } from '../inference/onnx/devices/names.ts';
import { deviceNamed } from '../inference/onnx/devices/registry.ts';
import { graphicsAdapters } from '../inference/runtime/device/adapters.ts';
import { candidates } from '../inference/runtime/device/candidates.ts';
import { formatBytes } from '../inference/runtime/memory.ts';
import { Figures } from './gpu/figures.ts';
import { type PartName, PARTS } from './gpu/parts.ts';
import { SMALL_SIZES, TRUE_SIZES, type Unit } from './gpu/part.ts';
import { linesOf } from './gpu/process.ts';
import { record } from './record.ts';

const { values } = parseArgs({
  options: {
    device: { type: 'string' },
    vram: { type: 'string' },
    only: { type: 'string' },
    small: { type: 'boolean', default: false },
    part: { type: 'string' },
  },
});
const sizes = values.small ? SMALL_SIZES : TRUE_SIZES;
/** Seconds after which nothing new is begun, and after which a part is ended. */
const [LIMIT, PART_LIMIT] = [440, 120];

/** Memory that is used on a device when nobody says: nine tenths of what its adapter has. */
async function vramOf(device: DeviceName): Promise<number> {
  if (values.vram !== undefined) return readBytes('--vram', values.vram);
  const [adapter] = await graphicsAdapters();
  return adapter?.memory === undefined ? deviceNamed(device).memory.available() : adapter.memory * 0.9;
}

/** One part, in this process: a figure a line. */
async function runPart(part: PartName, device: DeviceName): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-gpu-'));
  const figure = (key: string, value: number, unit: Unit): void => console.log(JSON.stringify({ key, value, unit }));
  try {
    await PARTS[part]({ device, sizes, vram: await vramOf(device), folder, figure });
  } catch (error) {
    console.log(JSON.stringify({ error: (error as Error).message.split('\n')[0] }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runAll(): Promise<void> {
  const begun = performance.now();
  const adapters = await graphicsAdapters();
  for (const { name, driver, memory } of adapters) {
    const size = memory === undefined ? 'memory unknown' : formatBytes(memory);
    console.log(`adapter: ${name}, driver ${driver ?? 'unknown'}, ${size}`);
  }
  const found = candidates(adapters);
  const named = values.device?.split(',').map((text) => {
    const device = readDevice(text);
    if (device === undefined || device === 'auto') throw new Error(`--device: "${text}" is none`);
    return device;
  });
  const devices = named ?? (found.length > 0 ? found : (['webgpu'] as const));
  const only = values.only?.split(',');
  const figures = new Figures();
  const left = (): number => Math.min(PART_LIMIT, LIMIT - (performance.now() - begun) / 1000);
  const python = process.env['INKLOOM_PYTHON'];
  for (const part of Object.keys(PARTS) as PartName[]) {
    for (const device of devices) {
      if (only && !only.includes(part)) continue;
      if (left() <= 0) figures.fail(device, `${part}: not begun, since time was over`);
      else {
        const flags = [
          '--part',
          part,
          '--device',
          device,
          ...(values.vram ? ['--vram', values.vram] : []),
          ...(values.small ? ['--small'] : []),
        ];
        await linesOf(process.execPath, ['--import', 'tsx', import.meta.filename, ...flags], left(), (line) =>
          figures.add(device, part, line),
        );
      }
    }
  }
  if (python === undefined) console.log('PyTorch: INKLOOM_PYTHON is not set');
  else {
    const script = join(import.meta.dirname, 'gpu/gpu_side.py');
    const args = [script, JSON.stringify({ ...sizes, cpu: values.small })];
    await linesOf(python, args, Math.max(left(), 30), (line) => figures.add('PyTorch', 'all', line));
  }
  console.log(`${figures.table()}\n\n${((performance.now() - begun) / 1000).toFixed(0)} s`);
  const names = adapters.map(({ name }) => name).join(', ') || 'no adapter';
  await record(`npx tsx bench/gpu.ts${values.small ? ' --small' : ''}`, `${names}: ${figures.summary()}`);
}

const part = Object.keys(PARTS).find((name): name is PartName => name === values.part);
if (part === undefined) await runAll();
else await runPart(part, readDevice(values.device ?? 'webgpu') as DeviceName);
