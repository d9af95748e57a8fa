/** A checkpoint of a VAE with the published names and shapes and random weights. */
import { copyFile, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import { elementCount } from '../../inference/tensor.ts';

const LAYOUTS = join(import.meta.dirname, '../../test/fixtures/layouts');
/** Weights begin at different places of so many values. */
const POOL = 2 ** 18;

/** Writes it. Convolutions are distributed as N(0, 1/fan_in), norms are 1, biases 0. */
export async function randomVae(folder: string): Promise<void> {
  const pool = new TorchGenerator(0n).randn(POOL);
  const layout = Object.entries(
    JSON.parse(await readFile(join(LAYOUTS, 'vae-qwen-image.json'), 'utf8')) as Record<string, number[]>,
  );
  const header: Record<string, object> = {};
  let offset = 0;
  for (const [name, shape] of layout) {
    const bytes = elementCount(shape) * 2;
    header[name] = { dtype: 'BF16', shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = await open(join(folder, 'model.safetensors'), 'w');
  await file.write(Buffer.concat([length, json]));
  for (const [index, [name, shape]] of layout.entries()) {
    const scale = name.endsWith('.weight') ? 1 / Math.sqrt(elementCount(shape.slice(1))) : 0;
    const constant = name.endsWith('gamma') ? 1 : 0;
    const values = Float32Array.from(
      { length: elementCount(shape) },
      (_, i) => constant + scale * (pool[(i + index * 977) % POOL] ?? 0),
    );
    await file.write(new Uint8Array(Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16).buffer));
  }
  await file.close();
  await copyFile(join(LAYOUTS, 'vae-qwen-image.config.json'), join(folder, 'config.json'));
}
