/** The metadata in a safetensors file: the texts under `__metadata__` in its header. */
import { open } from 'node:fs/promises';
import { isRecord } from '../../../workflow/import/is-record.ts';
import type { ComfyContext } from '../context.ts';
import { KINDS } from './kinds.ts';

/** Bytes in front of the header, which say how long it is. Source: the safetensors format. */
const LENGTH = 8;
/** Most bytes of a header that is read. */
const LARGEST = 16 * 2 ** 20;

/** Undefined for a file there is not, or one without metadata. */
export async function metadataOf(
  { models, loras }: Pick<ComfyContext, 'models' | 'loras'>,
  folder: string,
  name: string,
): Promise<object | undefined> {
  if (!name.endsWith('.safetensors')) return undefined;
  const kind = KINDS[folder];
  const path = folder === 'loras' ? loras.find(name) : kind && models.pathOf(kind, name);
  return path?.then(read).catch(() => undefined);
}

async function read(path: string): Promise<object | undefined> {
  const file = await open(path);
  try {
    const { buffer: head } = await file.read({ buffer: Buffer.alloc(LENGTH), position: 0 });
    const length = Number(head.readBigUInt64LE());
    if (length > LARGEST) return undefined;
    const { buffer } = await file.read({ buffer: Buffer.alloc(length), position: LENGTH });
    const header: unknown = JSON.parse(buffer.toString('utf8'));
    const metadata = isRecord(header) ? header['__metadata__'] : undefined;
    return isRecord(metadata) ? metadata : undefined;
  } finally {
    await file.close();
  }
}
