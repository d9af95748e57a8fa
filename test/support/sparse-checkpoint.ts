/**
 * Checkpoints with the published names and shapes whose values are holes in their files: of any size at no cost, and
 * read as zeros.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const LAYOUTS = new URL('../fixtures/layouts/', import.meta.url);

/** Names of tensors and their shapes, in the order of the file. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

/** The tensors of a published file. @param name of a file in `test/fixtures/layouts`. */
export async function publishedShapes(name: string): Promise<Shapes> {
  return JSON.parse(await readFile(new URL(`${name}.json`, LAYOUTS), 'utf8')) as Shapes;
}

/** Writes the header of a bf16 safetensors file; its values are a hole. @returns bytes of the values. */
export async function writeSparse(file: string, shapes: Shapes): Promise<number> {
  let offset = 0;
  const header = Object.entries(shapes).map(([name, shape]) => {
    const begin = offset;
    offset += shape.reduce((product, size) => product * size, 2);
    return [name, { dtype: 'BF16', shape, data_offsets: [begin, offset] }] as const;
  });
  const json = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, 'w');
  await handle.write(Buffer.concat([length, json]));
  await handle.truncate(8 + json.length + offset);
  await handle.close();
  return offset;
}

/** Names of tensors of a block, and its number. */
const BLOCK = /^(?:transformer_blocks|model\.layers)\.(\d+)\./;

/** A weight file with the published names and shapes, and with its first blocks only. */
export async function writeFirstBlocks(file: string, layout: string, blocks: number): Promise<void> {
  await writeSparse(file, firstBlocks(await publishedShapes(layout), blocks));
}

/** The same tensors without those of later blocks. */
export function firstBlocks(shapes: Shapes, blocks: number): Shapes {
  return Object.fromEntries(Object.entries(shapes).filter(([name]) => Number(BLOCK.exec(name)?.[1] ?? 0) < blocks));
}

/**
 * Fills the 8-bit integers of a safetensors file with values of no order, so that no two matrices are equal:
 * onnxruntime keeps equal ones, such as holes, once a session.
 */
export async function fillIntegers(path: string): Promise<void> {
  const noise = randomBytes(2 ** 24);
  const file = await open(path, 'r+');
  try {
    const length = Number((await file.read(Buffer.alloc(8), 0, 8, 0)).buffer.readBigUInt64LE());
    const json = (await file.read(Buffer.alloc(length), 0, length, 8)).buffer.toString();
    const header = JSON.parse(json) as Record<string, { dtype: string; data_offsets: [number, number] }>;
    for (const { dtype, data_offsets } of Object.values(header)) {
      if (dtype !== 'I8') continue;
      const [begin, end] = data_offsets;
      for (let at = begin; at < end;) {
        const start = randomInt(noise.length - 1);
        const size = Math.min(noise.length - start, end - at);
        await file.write(noise, start, size, 8 + length + at);
        at += size;
      }
    }
  } finally {
    await file.close();
  }
}
