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

/** Transformers that one sentence names; the others are counted. */
const NAMED = 3;

/** Sentences that say which files to put where, and how to get them; one for all transformers that lack the same. */
export function missingFor(pipelines: readonly Pipeline[], published: PublishedPart): readonly string[] {
  const byLack = new Map<string, string[]>();
  for (const { transformer, textEncoders, vaes } of pipelines) {
    const kinds: PartKind[] = [];
    if (textEncoders.length === 0) kinds.push('textEncoder');
    if (vaes.length === 0) kinds.push('vae');
    if (kinds.length === 0) continue;
    const lacks = kinds.map((kind) => `a ${KINDS[kind].title}: ${howTo(kind, published(transformer.model, kind))}`);
    const lack = `(${transformer.model}) lacks ${lacks.join('; and ')}`;
    byLack.set(lack, [...(byLack.get(lack) ?? []), transformer.name]);
  }
  return [...byLack].map(([lack, names]) => {
    const more = names.length - NAMED;
    const named = `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    return `${named} ${names.length > 1 ? lack.replace(' lacks ', ' lack ') : lack}`;
  });
}

function howTo(kind: PartKind, part: Published | undefined): string {
  const { folder } = KINDS[kind];
  if (!part) return `put one that fits into ${folder}/`;
  return `put ${part.file} (${part.repository}) into ${folder}/, or type "${part.command}"`;
}
