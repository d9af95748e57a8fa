/** The command that turns selected nodes into a subgraph with one instance. */
import type { Change, Workflow } from '../../../../engine/protocol/index.ts';
import { t } from '../../../i18n/t.ts';
import { withoutMembers } from '../../commands/groups.ts';
import type { Command } from '../../command.ts';
import type { NodeTypes } from '../../graph/catalogue.ts';
import { mapLinks } from '../../graph/links-in-values.ts';
import { downstream, upstream } from '../../graph/walk.ts';
import { boundsOf, NODE, nodeGeometry } from '../../layout/geometry.ts';
import { freshId } from '../../naming/ids.ts';
import { nodesTitle, nodeTitle } from '../../naming/titles.ts';
import { itemKey, selectedOf } from '../../selection.ts';
import { INPUTS, isBoundary, OUTPUTS } from '../boundary.ts';
import { placedView } from '../placed-view.ts';
import { Crossings } from './crossings.ts';
import { promotedParameters } from './promoted-parameters.ts';
import { freshSubgraph } from './names.ts';

export type Making =
  | { readonly ok: true; readonly command: Command; readonly instance: string }
  /** `reason` is a sentence for the user; `nodes` are those it is about. */
  | { readonly ok: false; readonly reason: string; readonly nodes: readonly string[] };

/**
 * Moves nodes, with their notes and whole groups, into a new subgraph. Wires that cross the edge of the selection
 * become its inputs and outputs, and so do inputs that parameters of the form set.
 */
export function makeSubgraph(workflow: Workflow, types: NodeTypes, keys: Iterable<string>): Making {
  const selection = new Set(keys);
  const groups = workflow.view?.groups ?? {};
  const grouped = selectedOf(selection, 'group').flatMap((id) => groups[id]?.nodes ?? []);
  const chosen = new Set([...selectedOf(selection, 'node'), ...grouped].filter((id) => !isBoundary(id)));
  const inner = Object.entries(workflow.nodes).filter(([id]) => chosen.has(id));
  if (inner.length === 0) return { ok: false, reason: t('Select the nodes of the subgraph first.'), nodes: [] };
  const between = nodesBetween(workflow, chosen);
  if (between.length > 0)
    return {
      ok: false,
      reason: t('{node} takes from the selection and gives back to it. Select it too.', {
        node: nodeTitle(workflow, types, between[0] ?? ''),
      }),
      nodes: between,
    };

  const crossings = new Crossings(workflow, types, chosen);
  const parameters = promotedParameters(workflow, chosen, crossings);
  const wholeGroups = Object.entries(groups).filter(([, { nodes }]) => nodes.every((id) => chosen.has(id)));
  const notes = selectedOf(selection, 'note').filter((id) => workflow.view?.notes?.[id] !== undefined);
  const title = wholeGroups.length === 1 ? (wholeGroups[0]?.[1].title ?? '') : '';
  const { name, title: own } = freshSubgraph(workflow, title);
  const instance = freshId(name, (id) => Object.hasOwn(workflow.nodes, id));
  const view = {
    nodes: Object.fromEntries(inner.flatMap(([id]) => entry(id, workflow.view?.nodes?.[id]))),
    ...(notes.length > 0
      ? { notes: Object.fromEntries(notes.flatMap((id) => entry(id, workflow.view?.notes?.[id]))) }
      : {}),
    ...(wholeGroups.length > 0 ? { groups: Object.fromEntries(wholeGroups) } : {}),
  };
  const nodes = Object.fromEntries(inner.map(([id]) => [id, crossings.innerNode(id)]));
  const subgraph = {
    title: own,
    ...crossings.declarations(),
    nodes,
    view: placedView({ ...nodes, [INPUTS]: EDGE, [OUTPUTS]: EDGE }, view),
  };
  const given = crossings.instanceInputs();
  const at = middleOf(
    workflow,
    types,
    inner.map(([id]) => id),
  );
  const patch: Change[] = [
    { path: ['subgraphs', name], value: subgraph, create: true },
    {
      path: ['nodes', instance],
      value: { type: `subgraph/${name}`, ...(Object.keys(given).length > 0 ? { inputs: given } : {}) },
      create: true,
      before: inner[0]?.[0],
    },
    { path: ['view', 'nodes', instance], value: at },
    ...consumers(workflow, chosen, crossings, instance),
    ...parameters(instance),
    ...wholeGroups.map(([id]): Change => ({ path: ['view', 'groups', id] })),
    ...withoutMembers(workflow, chosen).filter(({ path }) => !wholeGroups.some(([id]) => id === path[2])),
    ...notes.map((id): Change => ({ path: ['view', 'notes', id] })),
    ...inner.flatMap(([id]): Change[] => [
      ...(workflow.view?.nodes?.[id] ? [{ path: ['view', 'nodes', id] }] : []),
      { path: ['nodes', id] },
    ]),
  ];
  const command: Command = {
    name: t('Make a subgraph of {nodes}', { nodes: nodesTitle(workflow, [...chosen]) }),
    patch,
    select: [itemKey({ kind: 'node', id: instance })],
  };
  return { ok: true, command, instance };
}

/** Stands for an edge while places are computed. */
const EDGE = { type: '' };

function entry<T>(id: string, value: T | undefined): [string, T][] {
  return value === undefined ? [] : [[id, value]];
}

/** Nodes outside that need a chosen node and are needed by one: with an instance in their way they would be a cycle. */
function nodesBetween(workflow: Workflow, chosen: ReadonlySet<string>): string[] {
  const needed = upstream(workflow, chosen);
  return [...downstream(workflow, chosen)].filter((id) => needed.has(id) && !chosen.has(id));
}

/** Where the instance goes: in the middle of the columns of the nodes it stands for, at the top. */
function middleOf(workflow: Workflow, types: NodeTypes, ids: readonly string[]): { x: number; y: number } {
  const bounds = boundsOf(ids.flatMap((id) => nodeGeometry(workflow, types, id) ?? []));
  if (!bounds) return { x: 0, y: 0 };
  return {
    x: Math.round(bounds.x + (bounds.width - NODE.width) / 2),
    y: Math.round(bounds.y),
  };
}

/** Nodes outside read the outputs of the instance. */
function consumers(
  workflow: Workflow,
  chosen: ReadonlySet<string>,
  crossings: Crossings,
  instance: string,
): readonly Change[] {
  return Object.entries(workflow.nodes)
    .filter(([id]) => !chosen.has(id))
    .flatMap(([id, { inputs = {} }]) =>
      Object.entries(inputs).flatMap(([input, value]): Change[] => {
        const next = mapLinks(value, (source) =>
          chosen.has(source.node) ? { node: instance, output: crossings.output(source) } : source,
        );
        return next === value ? [] : [{ path: ['nodes', id, 'inputs', input], value: next }];
      }),
    );
}
