/** Writes a part of a model as one file in 8-bit integers, in ComfyUI's layout. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type FamilyRegistry, type PartKind, writeIntegerFile } from '../../inference/index.ts';
import type { ModelEntry } from '../../nodes/services/models/entries.ts';
import type { ModelLibrary } from '../../nodes/services/tokens.ts';
import { UsageError } from './usage-error.ts';

/** Parts that are converted, by the name that users give them; the first one of a whole checkpoint by default. */
export const CONVERTED_PARTS = {
  'transformer': 'transformer',
  'text-encoder': 'textEncoder',
} as const satisfies Readonly<Record<string, PartKind>>;
export type ConvertedPart = keyof typeof CONVERTED_PARTS;

export interface Conversion {
  readonly entry: ModelEntry;
  /** Default: what the file holds, or the transformer of a checkpoint. */
  readonly part: ConvertedPart | undefined;
  /** Path of the new file; default: a name in the current folder. */
  readonly out: string | undefined;
}

/**
 * @param onWritten called with the number of values written so far, out of all.
 * @returns absolute path of the file.
 * @throws UsageError for a part that the model does not have, and for a file that exists; InferenceError for weights
 *   that cannot be read, and `disk-full`.
 */
export async function convertModel(
  { entry, part, out }: Conversion,
  models: ModelLibrary,
  families: FamilyRegistry,
  onWritten: (done: number, all: number) => void,
): Promise<string> {
  const chosen = part ?? partOf(entry);
  const path = resolve(
    out ?? `${entry.name.replace(/\.[a-z]+$/i, '').replaceAll('/', '-')}-${chosen}-int8.safetensors`,
  );
  if (await stat(path).catch(() => undefined)) throw new UsageError(`${path} exists. Name another file with --out`);
  const { files, family } = await opened(chosen, entry, models);
  const parts = await families.parts(family);
  await writeIntegerFile(await parts.portable(CONVERTED_PARTS[chosen], files), path, onWritten);
  return path;
}

function partOf({ name, kinds }: ModelEntry): ConvertedPart {
  if (kinds.includes('checkpoint')) return 'transformer';
  const names = Object.keys(CONVERTED_PARTS) as readonly ConvertedPart[];
  const found = names.find((each) => kinds.includes(CONVERTED_PARTS[each]));
  if (found) return found;
  throw new UsageError(`${name} has no part that is converted: expected one of ${names.join(', ')}`);
}

function opened(part: ConvertedPart, { name }: ModelEntry, models: ModelLibrary) {
  switch (part) {
    case 'transformer':
      return models.openTransformer(name);
    case 'text-encoder':
      return models.openTextEncoder(name);
  }
}
