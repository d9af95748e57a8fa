/**
 * Peak memory and time of decoding a large picture at the true width of the VAE. Its random weights are made in the
 * temporary folder and deleted afterwards. Arguments: width and height in pixels, default 3584 x 3584. Linux only; no
 * Python.
 */
import { readFileSync, writeFileSync, mkdtempSync, rmSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TorchGenerator } from '../inference/diffusion/noise/torch-generator.ts';
import { Vae } from '../inference/families/qwen-image/vae/vae.ts';
import { elementCount, float32 } from '../inference/tensor.ts';
import { record } from './record.ts';

const [width = 3584, height = 3584] = process.argv.slice(2).map(Number);
const layouts = join(import.meta.dirname, '../test/fixtures/layouts');
const folder = mkdtempSync(join(tmpdir(), 'inkloom-vae-'));
const noise = new TorchGenerator(0n);

/** A checkpoint with the published names and shapes: convolutions ~ N(0, 1/fan_in), norms 1, biases 0. */
function makeWeights(): void {
  const layout = JSON.parse(readFileSync(join(layouts, 'vae-qwen-image.json'), 'utf8')) as Record<string, number[]>;
  const header: Record<string, object> = {};
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [name, shape] of Object.entries(layout)) {
    const fanIn = elementCount(shape.slice(1));
    const values = name.endsWith('gamma')
      ? new Float32Array(elementCount(shape)).fill(1)
      : name.endsWith('bias')
        ? new Float32Array(elementCount(shape))
        : noise.randn(elementCount(shape)).map((value) => value / Math.sqrt(fanIn));
    const halves = Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16);
    header[name] = { dtype: 'BF16', shape, data_offsets: [offset, offset + halves.byteLength] };
    offset += halves.byteLength;
    parts.push(Buffer.from(halves.buffer));
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(join(folder, 'model.safetensors'), Buffer.concat([length, json, ...parts]));
  copyFileSync(join(layouts, 'vae-qwen-image.config.json'), join(folder, 'config.json'));
}

function peakGiB(): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes) / 2 ** 20;
}

try {
  makeWeights();
  const vae = await Vae.load(folder, { precision: 'fp32' });
  const latents = float32(noise.randn((16 * height * width) / 64), [1, 16, height / 8, width / 8]);
  const before = peakGiB();
  const started = performance.now();
  const { dims } = await vae.decode(latents);
  const seconds = (performance.now() - started) / 1000;
  const memory = `peak ${peakGiB().toFixed(2)} GiB (${before.toFixed(2)} before)`;
  console.log(`decoded [${dims.join(', ')}] in ${seconds.toFixed(0)} s; ${memory}`);
  await record(`npx tsx bench/tiled-decode.ts ${width} ${height}`, memory);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
