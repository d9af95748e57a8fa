/** Checkpoint folders made for one test: copies of the tiny one with something changed. */
import { cp, mkdtemp, open, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { CHECKPOINTS, repoPath, TINY } from './goldens.ts';

/** A copy of a component folder. */
export async function copyComponent(source: string): Promise<string> {
  const dir = join(await mkdtemp(join(tmpdir(), 'inkloom-')), basename(source));
  await cp(source, dir, { recursive: true, dereference: true });
  return dir;
}

/** Changes fields of `config.json`. */
export async function editConfig(dir: string, change: Readonly<Record<string, unknown>>): Promise<void> {
  const file = join(dir, 'config.json');
  const config = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  await writeFile(file, JSON.stringify({ ...config, ...change }));
}

/** The tiny transformer with the config of the tiny edit-plus one. */
export async function zeroConditionCheckpoint(): Promise<string> {
  const dir = await copyComponent(join(TINY, 'transformer'));
  await cp(join(CHECKPOINTS, 'tiny-edit-plus/transformer/config.json'), join(dir, 'config.json'));
  return dir;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

export interface RawTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** All tensors of a safetensors file, in memory. */
export async function readAll(file: string): Promise<Map<string, RawTensor>> {
  const bytes = await readFile(file);
  const headerBytes = Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.subarray(8, 8 + headerBytes).toString()) as Record<string, Entry>;
  return new Map(
    Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .map(
        ([
          name,
          {
            dtype,
            shape,
            data_offsets: [begin, end],
          },
        ]) => [name, { dtype, shape, data: bytes.subarray(8 + headerBytes + begin, 8 + headerBytes + end) }],
      ),
  );
}

/** Writes a safetensors file. */
export async function writeAll(
  path: string,
  tensors: ReadonlyMap<string, RawTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const header: Record<string, object> = Object.keys(metadata).length === 0 ? {} : { __metadata__: metadata };
  let offset = 0;
  for (const [name, { dtype, shape, data }] of tensors) {
    header[name] = { dtype, shape: [...shape], data_offsets: [offset, offset + data.length] };
    offset += data.length;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = await open(path, 'w');
  await file.writev([length, json, ...[...tensors.values()].map(({ data }) => data)]);
  await file.close();
}

/** The metadata of a safetensors file of the repository. */
export async function readMetadata(path: string): Promise<Readonly<Record<string, string>>> {
  const bytes = await readFile(repoPath(path));
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString()) as Record<
    string,
    object
  >;
  return (header['__metadata__'] ?? {}) as Readonly<Record<string, string>>;
}
