/**
 * Peak memory and time of decoding a large picture at the true width of a VAE. Its random weights are made in the
 * temporary folder and deleted afterwards. Arguments: width and height in pixels, default 3584 x 3584, and `--vae 2.1`
 * for that of Qwen-Image-2.1. Linux only; no Python.
 */
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TorchGenerator } from '../inference/diffusion/noise/torch-generator.ts';
import { Vae as QwenImageVae } from '../inference/families/qwen-image/vae/vae.ts';
import { Vae as QwenImage21Vae } from '../inference/families/qwen-image-2.1/vae/vae.ts';
import { elementCount, float32, type Tensor } from '../inference/tensor.ts';
import { record } from './record.ts';

const { values: options, positionals } = parseArgs({
  options: { vae: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const [width = 3584, height = 3584] = positionals.map(Number);
const isNew = options.vae === '2.1';
const name = isNew ? 'vae-qwen-image-2.1' : 'vae-qwen-image';
const layouts = join(import.meta.dirname, '../test/fixtures/layouts');
const folder = mkdtempSync(join(tmpdir(), 'inkloom-vae-'));
const noise = new TorchGenerator(0n);
/** Weights begin at different places of it: a generator's values for all of them would take minutes. */
const pool = noise.randn(2 ** 20);

/** A checkpoint with the published names and shapes: convolutions ~ N(0, 1/fan_in), norms 1, biases 0. */
function makeWeights(): void {
  const layout = JSON.parse(readFileSync(join(layouts, `${name}.json`), 'utf8')) as Record<string, number[]>;
  const header: Record<string, object> = {};
  let offset = 0;
  for (const [tensor, shape] of Object.entries(layout)) {
    const bytes = elementCount(shape) * 2;
    header[tensor] = { dtype: 'BF16', shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = join(folder, 'model.safetensors');
  writeFileSync(file, Buffer.concat([length, json]));
  for (const [index, [tensor, shape]] of Object.entries(layout).entries()) {
    const count = elementCount(shape);
    const scale = tensor.endsWith('.weight') ? 1 / Math.sqrt(elementCount(shape.slice(1))) : 0;
    const constant = tensor.endsWith('gamma') ? 1 : 0;
    const values = new Float32Array(count);
    for (let i = 0; i < count; i += 1) values[i] = constant + scale * (pool[(i + index * 977) % pool.length] as number);
    const halves = Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16);
    appendFileSync(file, Buffer.from(halves.buffer));
  }
  copyFileSync(join(layouts, `${name}.config.json`), join(folder, 'config.json'));
}

/** The peak counts from now on. */
function resetPeak(): void {
  writeFileSync('/proc/self/clear_refs', '5');
}

function statusGiB(field: 'VmHWM' | 'VmRSS'): number {
  const [, kibibytes] =
    new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes) / 2 ** 20;
}

try {
  makeWeights();
  const vae = await (isNew ? QwenImage21Vae : QwenImageVae).load(folder, { precision: 'fp32' });
  const { scale, latentChannels } = vae.config;
  const latentsOf = (wide: number, high: number): Tensor<'float32'> => {
    const dims = [1, latentChannels, high / scale, wide / scale];
    return float32(noise.randn(elementCount(dims)), dims);
  };
  const before = statusGiB('VmRSS');
  resetPeak();
  await vae.decode(latentsOf(64, 64));
  const loaded = `loading peak ${statusGiB('VmHWM').toFixed(2)}, then ${statusGiB('VmRSS').toFixed(2)} GiB resident`;
  console.log(`${loaded} (${before.toFixed(2)} before)`);
  const latents = latentsOf(width, height);
  resetPeak();
  const started = performance.now();
  const soFar = (): string =>
    `in ${((performance.now() - started) / 1000).toFixed(0)} s, peak ${statusGiB('VmHWM').toFixed(2)} GiB resident`;
  // Ticks between tiles.
  const ticking = setInterval(() => console.log(soFar()), 1000);
  const { dims } = await vae.decode(latents);
  clearInterval(ticking);
  const figures = `decoded [${dims.join(', ')}] ${soFar()}; ${loaded}`;
  console.log(figures);
  await record(`npx tsx bench/tiled-decode.ts ${width} ${height}${isNew ? ' --vae 2.1' : ''}`, figures);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
