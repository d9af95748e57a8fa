/** Other names for things whose names turned out to be taken: in patches, with everything that leads to them, and in keys of items. */
import { type Change, isCreated, type Patch, readLink, type Workflow } from '../../../engine/protocol/index.ts';
import { freshId } from './ids.ts';
import { linkTo, mapLinks } from '../graph/links-in-values.ts';
import { itemKey, readItem } from '../selection.ts';
import { renamedType } from '../graph/subgraphs.ts';

type Names = ReadonlyMap<string, string>;

/** New names by the old ones. */
export interface Renames {
  readonly nodes: Names;
  readonly notes: Names;
  readonly groups: Names;
  readonly parameters: Names;
  readonly subgraphs: Names;
}

const NONE: Names = new Map();

/** @param pairs paths of things, each with its new name. Undefined when nothing has another name. */
export function renamesOf(pairs: Iterable<readonly [path: readonly string[], name: string]>): Renames | undefined {
  const renames = {
    nodes: new Map<string, string>(),
    notes: new Map<string, string>(),
    groups: new Map<string, string>(),
    parameters: new Map<string, string>(),
    subgraphs: new Map<string, string>(),
  };
  let any = false;
  for (const [path, name] of pairs) {
    const old = path.at(-1);
    if (!isCreated(path) || old === undefined || old === name) continue;
    renames[path.at(-2) as keyof Renames].set(old, name);
    any = true;
  }
  return any ? renames : undefined;
}

/** Free names for things. @param taken whether something has the name that a path ends with. */
export function freshNames(
  paths: readonly (readonly string[])[],
  taken: (path: readonly string[]) => boolean,
): Renames | undefined {
  const given = new Set<string>();
  return renamesOf(
    paths.map((path) => {
      const around = path.slice(0, -1);
      const name = freshId(
        path.at(-1) ?? '',
        (free) => given.has([...around, free].join(' ')) || taken([...around, free]),
      );
      given.add([...around, name].join(' '));
      return [path, name];
    }),
  );
}

/**
 * How an edit was made, against how this tab has it: the names of what it creates.
 * @param away free names for what has those names in this tab and is something else.
 */
export function renamesBetween(
  own: Patch,
  made: Patch,
  away: (paths: readonly (readonly string[])[]) => Renames | undefined,
): Renames | undefined {
  const [from = [], to = []] = [own, made].map((patch) => patch.filter(({ create }) => create).map(({ path }) => path));
  const names = new Set(from.map((path) => path.join(' ')));
  const strange = to.filter((path) => !names.has(path.join(' ')));
  if (strange.length === 0) return undefined;
  const others = away(strange);
  const given = strange.flatMap((path) => {
    const name = others?.[path.at(-2) as keyof Renames].get(path.at(-1) ?? '');
    return name === undefined ? [] : [[path, name] as const];
  });
  return renamesOf([...given, ...from.map((path, index) => [path, to[index]?.at(-1) ?? ''] as const)]);
}

export function renamedPatch(patch: Patch, renames: Renames): Patch {
  return patch.map((change) => renamedChange(change, renames));
}

export function renamedKey(key: string, { nodes, notes, groups }: Renames): string {
  const item = readItem(key);
  if (item.kind === 'wire') {
    const dot = item.id.indexOf('.');
    return itemKey({ kind: 'wire', id: nameIn(nodes, item.id.slice(0, dot)) + item.id.slice(dot) });
  }
  return itemKey({ ...item, id: nameIn({ node: nodes, note: notes, group: groups }[item.kind], item.id) });
}

function renamedChange(change: Change, renames: Renames): Change {
  const { path, value } = placed(change.path, change.value, renames);
  const before =
    change.before === undefined
      ? undefined
      : placed([...change.path.slice(0, -1), change.before], undefined, renames).path.at(-1);
  return {
    path,
    ...(value === undefined ? {} : { value }),
    ...(before === undefined ? {} : { before }),
    ...(change.create ? { create: change.create } : {}),
  };
}

/** A value is renamed in its place: as a workflow that consists of it alone. */
function placed(
  path: readonly string[],
  value: unknown,
  renames: Renames,
): { readonly path: readonly string[]; readonly value: unknown } {
  let rest = renamedWorkflow(
    path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value),
    renames,
  );
  const names = path.map(() => {
    const [name, inner] = Object.entries(rest as Partial<Workflow>)[0] ?? [''];
    rest = inner;
    return name;
  });
  return { path: names, value: rest };
}

function renamedWorkflow(json: unknown, { nodes, notes, groups, parameters, subgraphs }: Renames): unknown {
  const type = (value: unknown): unknown => (typeof value === 'string' ? renamedType(value, subgraphs) : value);
  const source = (value: unknown): unknown =>
    mapLinks(value, (from) => (nodes.has(from.node) ? { ...from, node: nameIn(nodes, from.node) } : from));
  const target = (value: unknown): unknown =>
    typeof value === 'string' ? linkTo(renamedEnd(value, nodes)).from : value;
  const member = (value: unknown): unknown => (typeof value === 'string' ? nameIn(nodes, value) : value);
  return fields(json, {
    nodes: (all) =>
      entries(all, nodes, (node) => fields(node, { type, inputs: (inputs) => entries(inputs, NONE, source) })),
    parameters: (all) =>
      entries(all, parameters, (parameter) => fields(parameter, { sets: (targets) => each(targets, target) })),
    // Links inside of a subgraph lead to its own nodes.
    subgraphs: (all) =>
      entries(all, subgraphs, (subgraph) =>
        fields(subgraph, { nodes: (inner) => entries(inner, NONE, (node) => fields(node, { type })) }),
      ),
    view: (view) =>
      fields(view, {
        nodes: (all) => entries(all, nodes),
        notes: (all) => entries(all, notes),
        groups: (all) => entries(all, groups, (group) => fields(group, { nodes: (members) => each(members, member) })),
      }),
  });
}

function renamedEnd(end: string, nodes: Names): { readonly node: string; readonly output: string } {
  const { node, output } = readLink({ from: end }) ?? { node: end, output: '' };
  return { node: nameIn(nodes, node), output };
}

function nameIn(names: Names, name: string): string {
  return names.get(name) ?? name;
}

function fields(json: unknown, changes: Readonly<Record<string, (value: unknown) => unknown>>): unknown {
  if (!isObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, Object.hasOwn(changes, name) ? changes[name]?.(value) : value]),
  );
}

function entries(json: unknown, names: Names, change: (value: unknown) => unknown = (value) => value): unknown {
  if (!isObject(json)) return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [nameIn(names, name), change(value)]));
}

function each(list: unknown, change: (value: unknown) => unknown): unknown {
  return Array.isArray(list) ? list.map(change) : list;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
