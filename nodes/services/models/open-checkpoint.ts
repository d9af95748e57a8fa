/** Opens whole pipelines: folders in the diffusers layout, and files that hold every part. */
import { join } from 'node:path';
import type { CheckpointFacts, ComponentFiles, FamilyParts } from '../../../inference/index.ts';
import type { OpenedCheckpoint } from '../tokens.ts';

/** A family, as far as it opens folders. */
interface FolderFamily {
  readonly name: string;
  open(dir: string): Promise<CheckpointFacts>;
}

/** @throws InferenceError for a folder that is incomplete or damaged. */
export async function openFolder(dir: string, { name: family, open }: FolderFamily): Promise<OpenedCheckpoint> {
  const { textEncoder, transformer, vae, scheduler, note, folders, identity } = await open(dir);
  const part = <F extends { readonly folder: string }>({ folder, ...facts }: F) => ({
    family,
    files: { dir: join(dir, folder) },
    facts,
  });
  const { tokenizer, ...text } = textEncoder;
  return {
    textEncoder: { ...part(text), tokenizer: join(dir, tokenizer) },
    transformer: { ...part(transformer), scheduler, ...(note === undefined ? {} : { note }) },
    vae: part(vae),
    files: folders.map((folder) => ({ dir: join(dir, folder) })),
    identity,
  };
}

/** @throws InferenceError for a file that is damaged. */
export async function openWholeFile(
  files: ComponentFiles,
  family: string,
  parts: FamilyParts,
): Promise<OpenedCheckpoint> {
  const [transformer, textEncoder, vae] = await Promise.all([
    parts.openTransformer(files),
    parts.openTextEncoder(files, 'several'),
    parts.openVae(files),
  ]);
  return {
    transformer: { family, ...transformer },
    textEncoder: { family, ...textEncoder },
    vae: { family, ...vae },
    files: [files, { dir: textEncoder.tokenizer }],
    identity: JSON.stringify([transformer.files.variant, textEncoder.files.companions]),
  };
}
