/** Checks a model as a whole: every header and shape, then every byte, against what was read of it before. */
import { stat } from 'node:fs/promises';
import { filesOf, type Role } from '../../inference/index.ts';
import type { CheckedDigest, FullDigests } from '../../nodes/services/full-digests/full-digests.ts';
import type { ModelEntry, ModelKind } from '../../nodes/services/models/entries.ts';
import { INFERENCE, type LoraEntry, type ModelLibrary, type Opened } from '../../nodes/services/tokens.ts';
import { type Composed, otherBytes } from './compose.ts';

export interface CheckedFile extends CheckedDigest {
  readonly path: string;
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

/** A model, or a LoRA. */
export type Checkable = ModelEntry | LoraEntry;

/** @param onRead called with the bytes read so far, of all. */
export async function checkModel(
  entry: Checkable,
  { models, services, fullDigests }: Pick<Composed, 'models' | 'services' | 'fullDigests'>,
  onRead: (bytes: number, of: number) => void,
): Promise<ModelCheck> {
  const problems: string[] = entry.problem === undefined ? [] : [entry.problem];
  if ('kinds' in entry) problems.push(...(await problemsOf(entry, models, services)));
  const files = await readAll(entry, fullDigests, onRead);
  const changed = files.filter(({ isAsBefore }) => !isAsBefore);
  problems.push(...changed.map(({ path }) => otherBytes(path)));
  return { problems: [...new Set(problems)], files };
}

async function problemsOf(
  entry: ModelEntry,
  models: ModelLibrary,
  services: Composed['services'],
): Promise<readonly string[]> {
  const problems: string[] = [];
  if (entry.kinds.length === 0 && entry.problem === undefined)
    problems.push(`${entry.path} belongs to no family of models known here`);
  for (const kind of entry.kinds) {
    const role = ROLES[kind];
    if (!role) continue;
    const checked = openPart(models, kind, entry.name).then(({ files, family }) =>
      services.use(INFERENCE).request('check', { components: [{ role, ref: { ...files, family, digest: '' } }] }),
    );
    await checked.catch((error: Error) => problems.push(error.message));
  }
  return problems;
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
  entry: Checkable,
  digests: FullDigests,
  onRead: (bytes: number, of: number) => void,
): Promise<CheckedFile[]> {
  const { path } = entry;
  const paths = 'isFolder' in entry && entry.isFolder ? await weightFilesOf(path) : [path];
  const sizes = await Promise.all(paths.map(async (file) => (await stat(file)).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const files: CheckedFile[] = [];
  let done = 0;
  for (const [i, file] of paths.entries()) {
    files.push({ path: file, ...(await digests.check(file, (read) => onRead(done + read, bytes))) });
    done += sizes[i] ?? 0;
  }
  return files;
}

async function weightFilesOf(folder: string): Promise<readonly string[]> {
  const files = await filesOf(folder, ['']);
  return files.map(({ path }) => path).filter((path) => /\.(safetensors|sft|gguf)$/i.test(path));
}
