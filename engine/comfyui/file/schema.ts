/**
 * ComfyUI's workflow file as its editor saves it, in one form for both versions. Fields that nothing here needs are
 * ignored, so that files of any version pass. Source: docs.comfy.org, specs/workflow_json (1.0) and
 * specs/workflow_json_0.4.
 */
import { z } from 'zod';
import { WorkflowError } from '../../workflow/workflow-error.ts';
import { fewProblems } from '../problems.ts';

const id = z.union([z.number(), z.string()]).transform(String);

/** Absent, null and a list are one. */
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

/** Old files write a pair as an object with the keys 0 and 1. */
const pair = z
  .union([
    z.tuple([z.number(), z.number()]).rest(z.unknown()),
    z.looseObject({ 0: z.number(), 1: z.number() }).transform((it): [number, number] => [it[0], it[1]]),
  ])
  .transform(([a, b]) => [a, b] as const)
  .optional()
  .catch(undefined);

const text = z.string().optional().catch(undefined);

const socket = z.looseObject({
  name: z.string(),
  type: z.union([z.string(), z.number()]).transform(String).catch('*'),
  link: id.nullish(),
  widget: z.looseObject({ name: z.string() }).nullish().catch(undefined),
});

const node = z
  .looseObject({
    id,
    type: z.string(),
    title: text,
    mode: z.number().default(0),
    pos: pair,
    size: pair,
    color: text,
    bgcolor: text,
    inputs: list(socket),
    outputs: list(socket),
    widgets_values: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).nullish(),
    properties: z
      .looseObject({ proxyWidgets: z.array(z.tuple([id, z.string()]).rest(z.unknown())).nullish() })
      .nullish(),
  })
  .transform((it) => ({ ...it, raw: it as unknown }));

const slot = z.int().nonnegative();

/** Version 0.4 writes a link as a list, version 1 and all subgraphs as an object. */
const link = z.union([
  z
    .tuple([id, id, slot, id, slot])
    .rest(z.unknown())
    .transform(([own, from, fromSlot, to, toSlot]) => ({ id: own, from, fromSlot, to, toSlot })),
  z.looseObject({ id, origin_id: id, origin_slot: slot, target_id: id, target_slot: slot }).transform((it) => ({
    id: it.id,
    from: it.origin_id,
    fromSlot: it.origin_slot,
    to: it.target_id,
    toSlot: it.target_slot,
  })),
]);

const group = z.looseObject({
  title: z.string().catch(''),
  bounding: z.tuple([z.number(), z.number(), z.number(), z.number()]).rest(z.unknown()),
  color: text,
});

const graph = { nodes: z.array(node), links: list(link), groups: list(group.nullable().catch(null)) };

const subgraph = z.looseObject({
  ...graph,
  id: z.string(),
  name: z.string().catch('Subgraph'),
  inputs: list(socket),
  outputs: list(socket),
});

const file = z.looseObject({ ...graph, definitions: z.looseObject({ subgraphs: list(subgraph) }).nullish() });

export type FileNode = z.output<typeof node>;
export type FileGraph = Pick<z.output<typeof file>, 'nodes' | 'links' | 'groups'>;
export type FileSubgraph = z.output<typeof subgraph>;

export interface ComfyFile extends FileGraph {
  readonly subgraphs: readonly FileSubgraph[];
}

/** @throws WorkflowError naming the field that is wrong, and its node. */
export function readComfyFile(json: unknown, where: string): ComfyFile {
  const parsed = file.safeParse(json);
  if (!parsed.success)
    throw new WorkflowError(
      where,
      fewProblems(parsed.error.issues, (issue) => problem(json, issue)),
    );
  const { nodes, links, groups, definitions } = parsed.data;
  return { nodes, links, groups, subgraphs: definitions?.subgraphs ?? [] };
}

/** Fields whose items say by themselves what they are. */
const LISTS: readonly PropertyKey[] = ['nodes', 'links'];

/** Such as `node 3 (KSampler), mode: expected number, received string`, or `link 12 (node 3 to node 5): …`. */
function problem(json: unknown, { path, message }: z.core.$ZodIssue): string {
  const named = path.flatMap((key, i) => {
    const within: unknown = path.slice(0, i + 1).reduce<unknown>(valueAt, json);
    if (path[i - 1] === 'links') return [linkName(key, within)];
    if (path[i - 1] !== 'nodes') return i < path.length - 1 && LISTS.includes(key) ? [] : [String(key)];
    const [own, type] = ['id', 'type'].map((field) => shown(valueAt(within, field)));
    return own === undefined && type === undefined ? [`node at place ${String(key)}`] : [`node ${own} (${type})`];
  });
  return `${named.join(', ')}: ${message}`;
}

/** @param key its place in the list, which says where a link without an id is. */
function linkName(key: PropertyKey, value: unknown): string {
  const [own, from, , to] = Array.isArray(value)
    ? value.map(shown)
    : ['id', 'origin_id', '', 'target_id'].map((field) => shown(valueAt(value, field)));
  const ends = from === undefined || to === undefined ? '' : ` (node ${from} to node ${to})`;
  return own === undefined ? `link at place ${String(key)}${ends}` : `link ${own}${ends}`;
}

/** A name or number as it is; undefined for what is neither. */
function shown(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 80) : undefined;
}

function valueAt(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
}
