/** The command that brings a fragment into a workflow under new ids. */
import type { Change, LinkSource, Workflow, WorkflowNode } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import type { Command } from '../command.ts';
import { type NodeTypes, shapeOf } from '../graph/catalogue.ts';
import { mapLinks } from '../graph/links-in-values.ts';
import { mergeSubgraphs, renamedType } from '../graph/subgraphs.ts';
import type { Point } from '../layout/geometry.ts';
import { idMaker } from '../naming/ids.ts';
import { plainTitle } from '../naming/titles.ts';
import { itemKey } from '../selection.ts';
import type { Fragment } from './fragment.ts';

/**
 * @param shift added to the places in the fragment, in canvas pixels.
 * @param nameFor gives the command its name, from the contents of the fragment in words.
 */
export function pasteFragment(
  workflow: Workflow,
  types: NodeTypes,
  fragment: Fragment,
  shift: Point,
  nameFor: (items: string) => string,
): Command {
  const view = workflow.view ?? {};
  const nodeIds = freshIds(fragment.nodes, workflow.nodes);
  const noteIds = freshIds(fragment.notes, view.notes);
  const groupIds = freshIds(fragment.groups, view.groups);
  const { added, renamed } = mergeSubgraphs(workflow.subgraphs ?? {}, fragment.subgraphs);
  const target: Workflow = { ...workflow, subgraphs: { ...workflow.subgraphs, ...added } };

  /** The source of a link after pasting; undefined when the link is lost. */
  const sourceOf = (source: LinkSource): LinkSource | undefined => {
    const copied = nodeIds.get(source.node);
    if (copied !== undefined) return { ...source, node: copied };
    return hasOutput(target, types, source, fragment.outside[source.node]) ? source : undefined;
  };
  const nodes = Object.entries(fragment.nodes).flatMap(([id, node]): Change[] => {
    const pasted = { ...withLinks(node, sourceOf), type: renamedType(node.type, renamed) };
    const place = moved(fragment.views[id] ?? { x: 0, y: 0 }, shift);
    return [creation(['nodes'], nodeIds, id, pasted), { path: ['view', 'nodes', nodeIds.get(id) ?? id], value: place }];
  });
  const notes = Object.entries(fragment.notes).map(([id, note]) =>
    creation(['view', 'notes'], noteIds, id, moved(note, shift)),
  );
  const groups = Object.entries(fragment.groups).map(([id, group]) => {
    const members = group.nodes.flatMap((node) => nodeIds.get(node) ?? []);
    return creation(['view', 'groups'], groupIds, id, { ...group, nodes: members });
  });
  const subgraphs = Object.entries(added).map(([name, value]): Change => ({
    path: ['subgraphs', name],
    value,
    create: true,
  }));
  return {
    name: nameFor(contentsOf(fragment)),
    patch: [...subgraphs, ...nodes, ...notes, ...groups],
    select: [...nodeIds.values(), ...[...noteIds.values()].map((id) => itemKey({ kind: 'note', id }))],
  };
}

/** A free id for each item of a fragment. */
function freshIds(items: object, existing: object = {}): ReadonlyMap<string, string> {
  const freshId = idMaker(Object.keys(existing));
  return new Map(Object.keys(items).map((id) => [id, freshId(id)]));
}

function creation(parent: readonly string[], ids: ReadonlyMap<string, string>, id: string, value: unknown): Change {
  return { path: [...parent, ids.get(id) ?? id], value, create: true };
}

function moved<T extends Point>(item: T, shift: Point): T {
  return { ...item, x: Math.round(item.x + shift.x), y: Math.round(item.y + shift.y) };
}

function withLinks(
  { inputs = {}, ...rest }: WorkflowNode,
  sourceOf: (source: LinkSource) => LinkSource | undefined,
): Record<string, unknown> {
  const linked = Object.entries(inputs).flatMap(([name, value]): [string, unknown][] => {
    const next = mapLinks(value, sourceOf);
    return next === undefined ? [] : [[name, next]];
  });
  return linked.length > 0 ? { ...rest, inputs: Object.fromEntries(linked) } : rest;
}

/** Whether a workflow has the output a link comes from, at a node of the type it had where it was copied. */
function hasOutput(workflow: Workflow, types: NodeTypes, source: LinkSource, type: string | undefined): boolean {
  const node = workflow.nodes[source.node];
  if (!node || node.type !== type) return false;
  return Object.hasOwn(shapeOf(workflow, types, node.type).outputs, source.output);
}

/** The contents of a fragment in words: "Denoise", "3 nodes", "a note", "7 items". */
function contentsOf(fragment: Fragment): string {
  const nodes = Object.keys(fragment.nodes);
  const notes = Object.keys(fragment.notes).length;
  const [first] = nodes;
  if (nodes.length > 0 && notes > 0)
    return t('{count, plural, one {# item} other {# items}}', { count: nodes.length + notes });
  if (notes > 0) return t('{count, plural, one {a note} other {# notes}}', { count: notes });
  if (nodes.length === 1 && first !== undefined) return plainTitle({ nodes: fragment.nodes } as Workflow, first);
  return t('{count, plural, one {# node} other {# nodes}}', { count: nodes.length });
}
