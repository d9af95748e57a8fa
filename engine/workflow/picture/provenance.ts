/**
 * Where a picture comes from, written into its file: enough to make it again. It holds nothing that differs from run to run
 * (no times, no paths), so the same picture is the same file.
 */
import { z } from 'zod';
import { sourcesOf } from '../../graph/check-node.ts';
import type { Plan } from '../../graph/plan.ts';
import { loadJson } from '../load-json.ts';
import { isJpeg, readJpegText, writeJpegText } from './jpeg-text.ts';
import { isPng, readPngTexts, writePngText } from './png-text.ts';
import type { Workflow } from '../schema.ts';
import { checkWorkflow } from '../check-workflow.ts';
import type { WorkflowLimits } from '../limits.ts';
import { isWebp, readWebpText, writeWebpText } from './webp-text.ts';
import { WorkflowError } from '../workflow-error.ts';

const KEYWORD = 'inkloom';

const FORMATS = [
  { is: isPng, read: (bytes: Uint8Array, keyword: string) => readPngTexts(bytes).get(keyword), write: writePngText },
  { is: isJpeg, read: readJpegText, write: writeJpegText },
  { is: isWebp, read: readWebpText, write: writeWebpText },
];

export interface Provenance {
  /** Version of Inkloom. */
  readonly version: string;
  /** As it ran: with every setting applied. */
  readonly workflow: Workflow;
  /** The node that gave the file; of a picture of the whole graph there is none. */
  readonly output?: string | undefined;
  /** What every node was given, defaults included, by node and input. */
  readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Content digests of the models, by the node that names them. */
  readonly models: Readonly<Record<string, string>>;
}

const provenanceSchema = z.object({
  version: z.string(),
  workflow: z.record(z.string(), z.unknown()),
  output: z.string().optional(),
  values: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  models: z.record(z.string(), z.string()).default({}),
});

/**
 * Where the output of one node of a plan comes from: the node and its ancestry, whatever else the plan holds.
 * @param fingerprints of nodes, as the run found them.
 */
export function provenanceOf(
  plan: Plan,
  output: string,
  { version, workflow }: Pick<Provenance, 'version' | 'workflow'>,
  fingerprints: Readonly<Record<string, string>>,
): Provenance {
  const ancestry = new Set([output]);
  for (const id of [...plan.nodes.keys()].toReversed())
    if (ancestry.has(id)) for (const source of sourcesOf(plan.nodes.get(id))) ancestry.add(source);
  const nodes = [...ancestry].toSorted((a, b) => (a < b ? -1 : 1)).flatMap((id) => plan.nodes.get(id) ?? []);
  const values = nodes.map(({ id, inputs }) => [
    id,
    Object.fromEntries([...inputs].flatMap(([name, input]) => (input.kind === 'literal' ? [[name, input.value]] : []))),
  ]);
  const models = nodes.flatMap(({ id, definition }) => {
    const fingerprint = fingerprints[id];
    return fingerprint !== undefined && Object.values(definition.inputs).some(({ kind }) => kind === 'model')
      ? [[id, fingerprint]]
      : [];
  });
  return { version, workflow, output, values: Object.fromEntries(values), models: Object.fromEntries(models) };
}

/** Whether it is a file that can hold where it comes from: PNG, JPEG or WebP. */
export function isPicture(bytes: Uint8Array): boolean {
  return FORMATS.some(({ is }) => is(bytes));
}

/** The picture with its provenance. @throws TypeError for what is none. */
export function withProvenance(picture: Uint8Array, provenance: Provenance): Uint8Array {
  const format = FORMATS.find(({ is }) => is(picture));
  if (!format) throw new TypeError('Neither PNG nor JPEG nor WebP');
  return format.write(picture, KEYWORD, JSON.stringify(provenance));
}

/** Whether a picture carries Inkloom's text, which may be damaged. False for other files. */
export function hasProvenance(bytes: Uint8Array): boolean {
  return textOf(bytes) !== undefined;
}

/**
 * The provenance of a picture, its workflow brought up to date.
 * @param where names the file in errors.
 * @param limits of a picture that somebody else sent; default: none.
 * @throws WorkflowError when the picture has no provenance, or one that cannot be read.
 */
export function readProvenance(picture: Uint8Array, where: string, limits?: WorkflowLimits): Provenance {
  const text = textOf(picture);
  if (text === undefined) throw new WorkflowError(where, ['the picture holds no Inkloom workflow']);
  const parsed = provenanceSchema.safeParse(loadJson(text, where));
  if (!parsed.success)
    throw new WorkflowError(where, ['the workflow in the picture cannot be read'], { cause: parsed.error });
  return { ...parsed.data, workflow: checkWorkflow(parsed.data.workflow, where, limits) };
}

function textOf(bytes: Uint8Array): string | undefined {
  return FORMATS.find(({ is }) => is(bytes))?.read(bytes, KEYWORD);
}
