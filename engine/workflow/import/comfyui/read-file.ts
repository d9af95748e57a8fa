/** Reads ComfyUI's workflow file. Fields that nothing here needs are ignored, so that files of any version pass. */
import { z } from 'zod';
import { WorkflowError } from '../../workflow-error.ts';
import type { ComfyFile, ComfyGraph, ComfyLink, ComfyNode, ComfySocket, ComfySubgraph } from './comfy-file.ts';

const id = z.union([z.number(), z.string()]).transform(String);
/** Absent, null and a list are one. */
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

const socket = z
  .looseObject({
    name: z.string(),
    type: z.union([z.string(), z.number()]).transform(String).catch('*'),
    link: id.nullish(),
    widget: z.looseObject({ name: z.string() }).nullish(),
  })
  .transform(({ name, type, link, widget }): ComfySocket => ({
    name,
    type,
    ...(widget ? { widget: widget.name } : {}),
    ...(link === null || link === undefined ? {} : { link }),
  }));

const node = z
  .looseObject({
    id,
    type: z.string(),
    title: z.string().nullish(),
    mode: z.number().default(0),
    inputs: list(socket),
    outputs: list(socket),
    widgets_values: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).nullish(),
    properties: z
      .looseObject({ proxyWidgets: z.array(z.tuple([id, z.string()]).rest(z.unknown())).nullish() })
      .nullish(),
  })
  .transform(({ id: own, type, title, mode, inputs, outputs, widgets_values: values, properties }): ComfyNode => ({
    id: own,
    type,
    ...(typeof title === 'string' ? { title } : {}),
    mode,
    inputs,
    outputs,
    values: values ?? [],
    promoted: (properties?.proxyWidgets ?? []).map(([inner, widget]) => [inner, widget] as const),
  }));

const slot = z.int().nonnegative();
/** Version 0.4 writes a link as a list, version 1 and all subgraphs as an object. */
const link = z.union([
  z
    .tuple([id, id, slot, id, slot])
    .rest(z.unknown())
    .transform(([own, from, fromSlot, to, toSlot]) => [own, { from, fromSlot, to, toSlot }] as const),
  z.looseObject({ id, origin_id: id, origin_slot: slot, target_id: id, target_slot: slot }).transform((it) => {
    const ends = { from: it.origin_id, fromSlot: it.origin_slot, to: it.target_id, toSlot: it.target_slot };
    return [it.id, ends] as const;
  }),
]);

const graph = { nodes: z.array(node), links: list(link) };

const subgraph = z.looseObject({ id: z.string(), name: z.string().catch('Subgraph'), inputs: list(socket), ...graph });

const file = z.looseObject({
  ...graph,
  definitions: z.looseObject({ subgraphs: list(subgraph) }).nullish(),
});

/** @throws WorkflowError naming the field that is wrong, and its node. */
export function readComfyFile(json: unknown, where: string): ComfyFile {
  const parsed = file.safeParse(json);
  if (!parsed.success)
    throw new WorkflowError(
      where,
      parsed.error.issues.map((issue) => problem(json, issue)),
    );
  const { definitions } = parsed.data;
  const subgraphs = (definitions?.subgraphs ?? []).map((it): readonly [string, ComfySubgraph] => [
    it.id,
    { ...graphOf(it), name: it.name, inputs: it.inputs },
  ]);
  return { ...graphOf(parsed.data), subgraphs: new Map(subgraphs) };
}

function graphOf({
  nodes,
  links,
}: {
  readonly nodes: readonly ComfyNode[];
  readonly links: readonly (readonly [string, ComfyLink])[];
}): ComfyGraph {
  return { nodes: new Map(nodes.map((it) => [it.id, it])), links: new Map(links) };
}

/** Such as `node 3 (KSampler), mode: expected number, received string`. */
function problem(json: unknown, { path, message }: z.core.$ZodIssue): string {
  const named = path.flatMap((key, i) => {
    const within: unknown = path.slice(0, i + 1).reduce<unknown>(valueAt, json);
    if (path[i - 1] !== 'nodes') return key === 'nodes' ? [] : [String(key)];
    const [own, type] = ['id', 'type'].map((field) => valueAt(within, field));
    return [`node ${String(own)} (${String(type)})`];
  });
  return `${named.join(', ')}: ${message}`;
}

function valueAt(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
}
