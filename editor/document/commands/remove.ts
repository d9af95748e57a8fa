/** The command that takes items away, with everything that leads to them. */
import type { Change, LinkSource, Workflow } from '../../../engine/protocol/index.ts';
import { canConnect, socketOf } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../graph/catalogue.ts';
import { set } from './changes.ts';
import type { Command } from '../command.ts';
import { REROUTE } from '../layout/geometry.ts';
import { linksOf, wiresOf } from '../graph/links.ts';
import { mapLinks } from '../graph/links-in-values.ts';
import { selectedOf } from '../selection.ts';
import { givenType } from '../graph/socket-types.ts';
import { nodesTitle } from '../naming/titles.ts';
import { disconnections } from './wires.ts';

export interface RemoveOptions {
  /** Join what was around: what a removed node passed on comes from its own source. Reroutes always do. Default false. */
  readonly heal?: boolean | undefined;
}

/** Removes nodes, notes, wires, and the frames of groups (not what is in them). */
export function removeItems(
  workflow: Workflow,
  types: NodeTypes,
  keys: Iterable<string>,
  { heal = false }: RemoveOptions = {},
): Command {
  const selection = new Set(keys);
  const nodes = selectedOf(selection, 'node').filter((id) => Object.hasOwn(workflow.nodes, id));
  const notes = selectedOf(selection, 'note').filter((id) => workflow.view?.notes?.[id] !== undefined);
  const groups = selectedOf(selection, 'group').filter((id) => workflow.view?.groups?.[id] !== undefined);
  const gone = new Set(nodes);
  const wires = wiresOf(workflow).filter(({ id, to }) => selection.has(`wire:${id}`) && !gone.has(to.node));
  const cut = new Set(wires.map(({ id }) => id));
  const patch = [
    ...disconnections(
      workflow,
      wires.filter(({ from }) => !gone.has(from.node)),
    ),
    ...linksFrom(workflow, types, gone, cut, heal),
    ...parametersOf(workflow, gone),
    ...membershipsOf(workflow, gone, new Set(groups)),
    ...[...notes.map((id) => ['view', 'notes', id]), ...groups.map((id) => ['view', 'groups', id])].map((path) => ({
      path,
    })),
    ...nodes.flatMap((id): Change[] => [...set(workflow, ['view', 'nodes', id], undefined), { path: ['nodes', id] }]),
  ];
  return { name: nameOf(workflow, nodes, notes, groups, wires.length), patch, select: [] };
}

function nameOf(
  workflow: Workflow,
  nodes: readonly string[],
  notes: readonly string[],
  groups: readonly string[],
  wires: number,
): string {
  const kinds = [nodes.length, notes.length, groups.length, wires].filter((count) => count > 0).length;
  const all = nodes.length + notes.length + groups.length + wires;
  if (kinds > 1) return `Remove ${all} items`;
  if (nodes.length > 0) return `Remove ${nodesTitle(workflow, nodes)}`;
  if (notes.length > 0) return notes.length === 1 ? 'Remove a note' : `Remove ${notes.length} notes`;
  if (groups.length > 0)
    return groups.length === 1
      ? `Remove group ${workflow.view?.groups?.[groups[0] ?? '']?.title ?? ''}`
      : `Remove ${groups.length} groups`;
  return wires === 1 ? 'Remove a wire' : `Remove ${wires} wires`;
}

/** Links out of removed nodes into what stays. Inputs that wires of `cut` lead to are among them when both end there. */
function linksFrom(
  workflow: Workflow,
  types: NodeTypes,
  gone: ReadonlySet<string>,
  cut: ReadonlySet<string>,
  heal: boolean,
): Change[] {
  const isCut = (node: string, input: string, index: number): boolean =>
    cut.has(`${node}.${input}`) || cut.has(`${node}.${input}#${index}`);
  return Object.entries(workflow.nodes).flatMap(([id, node]) =>
    (gone.has(id) ? [] : Object.entries(node.inputs ?? {})).flatMap(([input, value]): Change[] => {
      if (!linksOf(id, input, value).some(({ from }) => gone.has(from.node))) return [];
      const next = mapLinks(value, (source, index) =>
        isCut(id, input, index) ? undefined : replacement(workflow, types, source, gone, heal),
      );
      return next === value ? [] : set(workflow, ['nodes', id, 'inputs', input], next);
    }),
  );
}

/** Where a link comes from when its source is removed: what the source passes on, itself followed through what is removed. */
function replacement(
  workflow: Workflow,
  types: NodeTypes,
  source: LinkSource,
  gone: ReadonlySet<string>,
  heal: boolean,
  path: readonly string[] = [],
): LinkSource | undefined {
  if (!gone.has(source.node)) return source;
  const node = workflow.nodes[source.node];
  if (!node || path.includes(source.node) || (!heal && node.type !== REROUTE.type)) return undefined;
  const type = givenType(workflow, types, source.node, source.output) ?? 'any';
  const { inputs } = shapeOf(workflow, types, node.type);
  const passed = Object.entries(inputs).flatMap(([name, definition]) =>
    canConnect(socketOf(definition), type) ? linksOf(source.node, name, node.inputs?.[name]) : [],
  )[0];
  return passed && replacement(workflow, types, passed.from, gone, heal, [...path, source.node]);
}

function parametersOf(workflow: Workflow, gone: ReadonlySet<string>): Change[] {
  return Object.entries(workflow.parameters ?? {}).flatMap(([name, { sets }]): Change[] => {
    const left = sets.filter((target) => !gone.has(target.slice(0, target.indexOf('.'))));
    if (left.length === sets.length) return [];
    return left.length === 0 ? [{ path: ['parameters', name] }] : [{ path: ['parameters', name, 'sets'], value: left }];
  });
}

/** A group that loses all its nodes goes too: a frame around nothing has no place. */
function membershipsOf(workflow: Workflow, gone: ReadonlySet<string>, removed: ReadonlySet<string>): Change[] {
  return Object.entries(workflow.view?.groups ?? {}).flatMap(([id, { nodes }]): Change[] => {
    const left = nodes.filter((node) => !gone.has(node));
    if (removed.has(id) || left.length === nodes.length) return [];
    return left.length === 0
      ? [{ path: ['view', 'groups', id] }]
      : [{ path: ['view', 'groups', id, 'nodes'], value: left }];
  });
}
