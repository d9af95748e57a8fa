/**
 * The origin of a picture, written into its file: enough to make the picture again. It holds nothing that differs from
 * run to run (no times, no paths), so the same picture is the same file.
 */
import { z } from 'zod';
import { type PlannedNode, sourcesOf } from '../../graph/check-node.ts';
import type { Plan } from '../../graph/plan.ts';
import { checkWorkflow } from '../check-workflow.ts';
import { checkText, type WorkflowLimits } from '../limits.ts';
import { loadJson } from '../load-json.ts';
import type { Workflow } from '../schema.ts';
import { WorkflowError, WorkflowTooLargeError } from '../workflow-error.ts';
import { isJpeg, readJpegText, writeJpegText } from './jpeg-text.ts';
import { isPng } from './png-chunks.ts';
import { readPngTexts, writePngText } from './png-text.ts';
import { TextDamaged, TextTooLarge } from './text-limit.ts';
import { isWebp } from './webp-chunks.ts';
import { readWebpText, writeWebpText } from './webp-text.ts';

/** The keyword of the text in a picture. */
const KEYWORD = 'inkloom';

interface PictureFormat {
  readonly is: (bytes: Uint8Array) => boolean;
  readonly read: (bytes: Uint8Array, keyword: string) => string | undefined;
  readonly write: (bytes: Uint8Array, keyword: string, text: string) => Uint8Array;
}

const FORMATS: readonly PictureFormat[] = [
  { is: isPng, read: (bytes, keyword) => readPngTexts(bytes, [keyword]).get(keyword), write: writePngText },
  { is: isJpeg, read: readJpegText, write: writeJpegText },
  { is: isWebp, read: readWebpText, write: writeWebpText },
];

export interface Provenance {
  /** Version of Inkloom. */
  readonly version: string;
  /** As it ran: with every setting applied. */
  readonly workflow: Workflow;
  /** The node that made the file; undefined for a drawing of the whole graph. */
  readonly output?: string | undefined;
  /** Literal inputs, defaults included, by node and input. */
  readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Content digests of the models, by the node that names them. */
  readonly models: Readonly<Record<string, string>>;
  /** SHA-256 of each model file, hexadecimal, by node and file; undefined when they were left out. */
  readonly hashes?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
}

const provenanceSchema = z.object({
  version: z.string(),
  workflow: z.record(z.string(), z.unknown()),
  output: z.string().optional(),
  values: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  models: z.record(z.string(), z.string()).default({}),
  hashes: z.record(z.string(), z.record(z.string(), z.string())).optional(),
});

/**
 * The provenance of one node's output. Describes the node and its ancestry, and no other node of the plan.
 * @param fingerprints of nodes, as the run found them.
 * @param hashes of model files, by node and file.
 */
export function provenanceOf(
  plan: Plan,
  output: string,
  { version, workflow }: Pick<Provenance, 'version' | 'workflow'>,
  fingerprints: Readonly<Record<string, string>>,
  hashes: NonNullable<Provenance['hashes']> = {},
): Provenance {
  const nodes = ancestryOf(plan, output).flatMap((id) => plan.nodes.get(id) ?? []);
  const values = nodes.map((node) => [node.id, literalsOf(node)] as const);
  const models = nodes.flatMap(({ id, definition }) => {
    const fingerprint = fingerprints[id];
    const namesModel = Object.values(definition.inputs).some(({ kind }) => kind === 'model');
    return fingerprint !== undefined && namesModel ? [[id, fingerprint] as const] : [];
  });
  const hashed = nodes.flatMap(({ id }) => (hashes[id] ? [[id, hashes[id]] as const] : []));
  return {
    version,
    workflow,
    output,
    values: Object.fromEntries(values),
    models: Object.fromEntries(models),
    ...(hashed.length > 0 ? { hashes: Object.fromEntries(hashed) } : {}),
  };
}

function literalsOf({ inputs }: PlannedNode): Record<string, unknown> {
  const literals = [...inputs].flatMap(([name, input]) =>
    input.kind === 'literal' ? [[name, input.value] as const] : [],
  );
  return Object.fromEntries(literals);
}

/** The node and every node it depends on, sorted by id. */
function ancestryOf(plan: Plan, output: string): string[] {
  const ancestry = new Set([output]);
  // A Set visits elements that are added during iteration.
  for (const id of ancestry) for (const source of sourcesOf(plan.nodes.get(id))) ancestry.add(source);
  return [...ancestry].toSorted();
}

/** Whether a file has a format that can carry provenance: PNG, JPEG or WebP. */
export function isPicture(bytes: Uint8Array): boolean {
  return formatOf(bytes) !== undefined;
}

/** The picture with its provenance inside. @throws TypeError for a file that is neither PNG nor JPEG nor WebP. */
export function withProvenance(picture: Uint8Array, provenance: Provenance): Uint8Array {
  const format = formatOf(picture);
  if (!format) throw new TypeError('Neither PNG nor JPEG nor WebP');
  return format.write(picture, KEYWORD, JSON.stringify(provenance));
}

/** Whether a picture carries Inkloom's text, which may be damaged or too large. False for other files. */
export function hasProvenance(bytes: Uint8Array): boolean {
  try {
    return textOf(bytes) !== undefined;
  } catch (error) {
    if (error instanceof TextTooLarge || error instanceof TextDamaged) return true;
    throw error;
  }
}

/**
 * The provenance of a picture, its workflow brought up to date.
 * @param where names the file in errors.
 * @param limits of a picture that somebody else sent; default: none.
 * @throws WorkflowError when the picture has no provenance, or one that cannot be read.
 * @throws WorkflowTooLargeError for a text of more than 16 MiB.
 */
export function readProvenance(picture: Uint8Array, where: string, limits?: WorkflowLimits): Provenance {
  const text = readText(picture, where);
  if (text === undefined) throw new WorkflowError(where, ['the picture holds no Inkloom workflow']);
  if (limits) checkText(Buffer.from(text), where, limits);
  const parsed = provenanceSchema.safeParse(loadJson(text, where));
  if (!parsed.success)
    throw new WorkflowError(where, ['the workflow in the picture cannot be read'], { cause: parsed.error });
  return { ...parsed.data, workflow: checkWorkflow(parsed.data.workflow, where, limits) };
}

/** @throws WorkflowTooLargeError; WorkflowError for a damaged text. */
function readText(picture: Uint8Array, where: string): string | undefined {
  try {
    return textOf(picture);
  } catch (cause) {
    if (cause instanceof TextTooLarge) throw new WorkflowTooLargeError(where, [cause.message], { cause });
    if (cause instanceof TextDamaged) throw new WorkflowError(where, [cause.message], { cause });
    throw cause;
  }
}

function formatOf(bytes: Uint8Array): PictureFormat | undefined {
  return FORMATS.find(({ is }) => is(bytes));
}

function textOf(bytes: Uint8Array): string | undefined {
  return formatOf(bytes)?.read(bytes, KEYWORD);
}
