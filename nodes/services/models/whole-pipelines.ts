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

/** A published file, and the command that gets it. */
export interface Published {
  readonly file: string;
  /** Repository on the Hub. */
  readonly repository: string;
  readonly command: string;
}

/** The part of a kind that a published model comes with; undefined for a model that is not published. */
export type PublishedPart = (model: string, kind: PartKind) => Published | undefined;

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

/** Whether every part is there. */
export function isWhole({ textEncoders, vaes }: Pipeline): boolean {
  return textEncoders.length > 0 && vaes.length > 0;
}

/** A sentence that says which files to put where, and how to get them; undefined when nothing is missing. */
export function missingFor(pipeline: Pipeline, published: PublishedPart): string | undefined {
  const { transformer, textEncoders, vaes } = pipeline;
  if (isWhole(pipeline)) return undefined;
  const kinds: PartKind[] = [];
  if (textEncoders.length === 0) kinds.push('textEncoder');
  if (vaes.length === 0) kinds.push('vae');
  const lacks = kinds.map((kind) => `a ${KINDS[kind].title}: ${howTo(kind, published(transformer.model, kind))}`);
  return `${transformer.name} (${transformer.model}) lacks ${lacks.join('; and ')}`;
}

function howTo(kind: PartKind, part: Published | undefined): string {
  const { folder } = KINDS[kind];
  if (!part) return `put one that fits into ${folder}/`;
  return `put ${part.file} (${part.repository}) into ${folder}/, or type "${part.command}"`;
}
