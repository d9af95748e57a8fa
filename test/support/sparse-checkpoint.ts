/**
 * Checkpoints with the published names and shapes whose values are holes in their files: of any size at no cost, and
 * read as zeros.
 */
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
