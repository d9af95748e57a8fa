/** Renames items inside patches, together with everything that refers to them. */
import { type Change, type Patch, readLink, type Workflow } from '../../../engine/protocol/index.ts';
import { linkTo, mapLinks } from '../graph/links-in-values.ts';
import { renamedType } from '../graph/subgraphs.ts';
import { isObject } from '../json.ts';
import { type GraphRenames, nameIn, type Names, type Renames } from './rename.ts';

type Rewrite = (value: unknown) => unknown;

const NO_NAMES: Names = new Map();
const NO_RENAMES: GraphRenames = { nodes: NO_NAMES, notes: NO_NAMES, groups: NO_NAMES };

export function renamedPatch(patch: Patch, renames: Renames): Patch {
  return patch.map((change) => renamedChange(change, renames));
}

function renamedChange({ path, value, before, create }: Change, renames: Renames): Change {
  const renamed = renamedAt(path, value, renames);
  const next = before === undefined ? undefined : renamedAt([...path.slice(0, -1), before], undefined, renames);
  const nextName = next?.path.at(-1);
  return {
    path: renamed.path,
    ...(renamed.value === undefined ? {} : { value: renamed.value }),
    ...(nextName === undefined ? {} : { before: nextName }),
    ...(create ? { create } : {}),
  };
}

/** Renames a path and the value at it, by way of a workflow that contains that value alone. */
function renamedAt(
  path: readonly string[],
  value: unknown,
  renames: Renames,
): { readonly path: readonly string[]; readonly value: unknown } {
  let rest = renamedWorkflow(
    path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value),
    renames,
  );
  const renamedPath = path.map(() => {
    const [name, inner] = Object.entries(rest as Partial<Workflow>)[0] ?? [''];
    rest = inner;
    return name;
  });
  return { path: renamedPath, value: rest };
}

function renamedWorkflow(json: unknown, renames: Renames): unknown {
  const { nodes, parameters, subgraphs, inside } = renames;
  const target: Rewrite = (value) => (typeof value === 'string' ? renamedTarget(value, nodes) : value);
  const parameter: Rewrite = (value) => rewriteFields(value, { sets: (targets) => rewriteItems(targets, target) });
  const subgraph = (value: unknown, name: string): unknown => {
    const own = inside.get(name) ?? NO_RENAMES;
    const output: Rewrite = (link) => renamedLinks(link, own.nodes);
    return rewriteFields(value, {
      ...graphRewrites(own, subgraphs),
      outputs: (outputs) => rewriteEntries(outputs, NO_NAMES, output),
    });
  };
  return rewriteFields(json, {
    ...graphRewrites(renames, subgraphs),
    parameters: (all) => rewriteEntries(all, parameters, parameter),
    subgraphs: (all) => rewriteEntries(all, subgraphs, subgraph),
  });
}

/** How the nodes of one graph and their view are renamed. @param subgraphs new names of subgraphs, for types. */
function graphRewrites({ nodes, notes, groups }: GraphRenames, subgraphs: Names): Readonly<Record<string, Rewrite>> {
  const type: Rewrite = (value) => (typeof value === 'string' ? renamedType(value, subgraphs) : value);
  const member: Rewrite = (value) => (typeof value === 'string' ? nameIn(nodes, value) : value);
  const input: Rewrite = (value) => renamedLinks(value, nodes);
  const node: Rewrite = (value) =>
    rewriteFields(value, { type, inputs: (inputs) => rewriteEntries(inputs, NO_NAMES, input) });
  const group: Rewrite = (value) => rewriteFields(value, { nodes: (members) => rewriteItems(members, member) });
  const view: Rewrite = (value) =>
    rewriteFields(value, {
      nodes: (all) => rewriteEntries(all, nodes),
      notes: (all) => rewriteEntries(all, notes),
      groups: (all) => rewriteEntries(all, groups, group),
    });
  return { nodes: (all) => rewriteEntries(all, nodes, node), view };
}

function renamedLinks(value: unknown, nodes: Names): unknown {
  return mapLinks(value, (from) => (nodes.has(from.node) ? { ...from, node: nameIn(nodes, from.node) } : from));
}

/** @param target what a parameter sets, as `NODE.INPUT`: the same form as the source of a link. */
function renamedTarget(target: string, nodes: Names): string {
  const { node, output } = readLink({ from: target }) ?? { node: target, output: '' };
  return linkTo({ node: nameIn(nodes, node), output }).from;
}

/** Rewrites the named fields of an object. Any other value is returned as it is. */
function rewriteFields(json: unknown, rewrites: Readonly<Record<string, Rewrite>>): unknown {
  if (!isObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      name,
      Object.hasOwn(rewrites, name) ? rewrites[name]?.(value) : value,
    ]),
  );
}

/** Renames the fields of an object and rewrites their values. Any other value is returned as it is. */
function rewriteEntries(
  json: unknown,
  names: Names,
  rewrite: (value: unknown, name: string) => unknown = (value) => value,
): unknown {
  if (!isObject(json)) return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [nameIn(names, name), rewrite(value, name)]));
}

function rewriteItems(list: unknown, rewrite: Rewrite): unknown {
  return Array.isArray(list) ? list.map(rewrite) : list;
}
