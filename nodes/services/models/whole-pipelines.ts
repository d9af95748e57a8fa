/** Which files make whole pipelines, and what is missing for one. */
import type { PartKind } from '../../../inference/index.ts';
import type { ModelEntry } from './entries.ts';
import { KINDS } from './missing.ts';

/** A transformer in a file of its own, and the files of its other parts that fit it. */
export interface Pipeline {
  readonly transformer: ModelEntry;
  readonly textEncoders: readonly ModelEntry[];
  readonly vaes: readonly ModelEntry[];
}

/** Files that the published models come with, and their repositories on the Hub. */
const GET: Readonly<Partial<Record<PartKind, string>>> = {
  textEncoder: 'qwen_2.5_vl_7b_fp8_scaled.safetensors (Comfy-Org/Qwen-Image_ComfyUI)',
  vae: 'qwen_image_vae.safetensors (Comfy-Org/Qwen-Image_ComfyUI)',
};

/** Whether two parts agree on every size that both have. */
export function fit(one: ModelEntry, other: ModelEntry): boolean {
  return Object.entries(one.fits).every(([size, value]) => (other.fits[size] ?? value) === value);
}

/** Every transformer in a file of its own, with the parts among the entries that fit it. */
export function pipelinesOf(entries: readonly ModelEntry[]): readonly Pipeline[] {
  const files = entries.filter(({ kinds }) => !kinds.includes('checkpoint'));
  const of = (kind: PartKind, to: ModelEntry): readonly ModelEntry[] =>
    files.filter((entry) => entry.kinds.includes(kind) && fit(to, entry));
  return files
    .filter(({ kinds }) => kinds.includes('transformer'))
    .map((transformer) => ({
      transformer,
      textEncoders: of('textEncoder', transformer),
      vaes: of('vae', transformer),
    }));
}

/** A sentence that says which files to put where; undefined when nothing is missing. */
export function missingFor({ transformer, textEncoders, vaes }: Pipeline): string | undefined {
  const kinds: PartKind[] = [];
  if (textEncoders.length === 0) kinds.push('textEncoder');
  if (vaes.length === 0) kinds.push('vae');
  if (kinds.length === 0) return undefined;
  const gets = kinds.map((kind) => `a ${KINDS[kind].title}: put ${GET[kind]} into ${KINDS[kind].folder}/`);
  return `${transformer.name} (${transformer.model}) lacks ${gets.join('; and ')}`;
}
