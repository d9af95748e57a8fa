/** Checks a model as a whole: every header and shape, then every byte, against what was read of it before. */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { filesOf, type Role } from '../../inference/index.ts';
import { contentDigest, fullDigest } from '../../nodes/services/content-digest.ts';
import { DigestMemo } from '../../nodes/services/digest-memo.ts';
import type { ModelEntry, ModelKind } from '../../nodes/services/models/entries.ts';
import { INFERENCE, type ModelLibrary, type Opened } from '../../nodes/services/tokens.ts';
import type { Composed } from './compose.ts';
import { cacheFolder } from './places.ts';

export interface CheckedFile {
  readonly path: string;
  /** SHA-256 of all bytes, as repositories of models publish it. */
  readonly sha256: string;
  /** False when it was another one when it was last read, though size, header and samples are the same. */
  readonly isAsBefore: boolean;
}

export interface ModelCheck {
  /** Sentences; none for a model that can be used. */
  readonly problems: readonly string[];
  readonly files: readonly CheckedFile[];
}

/** Parts are checked as the component that plays this part in a run. */
const ROLES: Readonly<Partial<Record<ModelKind, Role>>> = {
  transformer: 'transformer',
  textEncoder: 'textEncoder',
  vae: 'vae',
  controlNet: 'controlNet',
};

/**
 * @param cache folder of the cache as the user gave it: digests are remembered there.
 * @param onRead called with the bytes read so far, of all.
 */
export async function checkModel(
  entry: ModelEntry,
  { models, services }: Pick<Composed, 'models' | 'services'>,
  cache: string | undefined,
  onRead: (bytes: number, of: number) => void,
): Promise<ModelCheck> {
  const problems: string[] = entry.problem === undefined ? [] : [entry.problem];
  if (entry.kinds.length === 0 && problems.length === 0)
    problems.push(`${entry.path} belongs to no family of models known here`);
  for (const kind of entry.kinds) {
    const role = ROLES[kind];
    if (!role) continue;
    const checked = openPart(models, kind, entry.name).then(({ files, family }) =>
      services.use(INFERENCE).request('check', { components: [{ role, ref: { ...files, family, digest: '' } }] }),
    );
    await checked.catch((error: Error) => problems.push(error.message));
  }
  const files = await readAll(entry, cache, onRead);
  const changed = files.filter(({ isAsBefore }) => !isAsBefore);
  problems.push(...changed.map(({ path }) => `${path} holds other bytes than when it was last read. Get it again`));
  return { problems: [...new Set(problems)], files };
}

function openPart(models: ModelLibrary, kind: ModelKind, name: string): Promise<Opened<unknown>> {
  switch (kind) {
    case 'textEncoder':
      return models.openTextEncoder(name);
    case 'vae':
      return models.openVae(name);
    case 'controlNet':
      return models.openControlNet(name);
    case 'transformer':
    case 'checkpoint':
    case 'visionTower':
      return models.openTransformer(name);
  }
}

async function readAll(
  { path, isFolder }: ModelEntry,
  cache: string | undefined,
  onRead: (bytes: number, of: number) => void,
): Promise<CheckedFile[]> {
  const memo = new DigestMemo(join(cacheFolder(cache), 'full-digests.json'));
  const paths = isFolder ? await weightFilesOf(path) : [path];
  const sizes = await Promise.all(paths.map(async (file) => (await stat(file)).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const files: CheckedFile[] = [];
  let done = 0;
  for (const file of paths) {
    const handle = await open(file);
    try {
      const key = await contentDigest(handle);
      const sha256 = await fullDigest(handle, (read) => onRead(done + read, bytes));
      const known = await memo.get(key);
      await memo.set(key, { digest: sha256, spots: '' });
      files.push({ path: file, sha256, isAsBefore: known === undefined || known.digest === sha256 });
      done += (await handle.stat()).size;
    } finally {
      await handle.close();
    }
  }
  await memo.saved();
  return files;
}

async function weightFilesOf(folder: string): Promise<readonly string[]> {
  const files = await filesOf(folder, ['']);
  return files.map(({ path }) => path).filter((path) => /\.(safetensors|sft|gguf)$/i.test(path));
}
