/** The command that removes items, together with everything that refers to them. */
import type { Change, Workflow } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import type { Command } from '../command.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { wiresOf } from '../graph/links.ts';
import { nodesTitle } from '../naming/titles.ts';
import { isBoundary } from '../nested/boundary.ts';
import { selectedOf } from '../selection.ts';
import { set } from './changes.ts';
import { withoutMembers } from './groups.ts';
import { relinkAround } from './relink.ts';
import { disconnections } from './wires.ts';

export interface RemoveOptions {
  /**
   * Joins the wires around a removed node: what it passed on comes from its own source. Reroutes always do. Default
   * false.
   */
  readonly heal?: boolean | undefined;
}

/** Ids of the items to remove, by kind. */
interface Removed {
  readonly nodes: readonly string[];
  readonly notes: readonly string[];
  readonly groups: readonly string[];
  readonly wires: readonly string[];
}

/** Removes nodes, notes, wires and the frames of groups. The nodes inside a frame stay. */
export function removeItems(
  workflow: Workflow,
  types: NodeTypes,
  keys: Iterable<string>,
  { heal = false }: RemoveOptions = {},
): Command {
  const selection = new Set(keys);
  const nodes = selectedOf(selection, 'node').filter((id) => Object.hasOwn(workflow.nodes, id) && !isBoundary(id));
  const notes = selectedOf(selection, 'note').filter((id) => workflow.view?.notes?.[id] !== undefined);
  const groups = selectedOf(selection, 'group').filter((id) => workflow.view?.groups?.[id] !== undefined);
  const gone = new Set(nodes);
  const wires = wiresOf(workflow).filter(({ id, to }) => selection.has(`wire:${id}`) && !gone.has(to.node));
  const cut = new Set(wires.map(({ id }) => id));
  const frames = new Set(groups);
  const patch: Change[] = [
    ...disconnections(
      workflow,
      wires.filter(({ from }) => !gone.has(from.node)),
    ),
    ...relinkAround(workflow, types, { gone, cut, heal }),
    ...withoutParameters(workflow, gone),
    ...withoutMembers(workflow, gone).filter(({ path }) => !frames.has(path[2] ?? '')),
    ...notes.map((id) => ({ path: ['view', 'notes', id] })),
    ...groups.map((id) => ({ path: ['view', 'groups', id] })),
    ...nodes.flatMap((id): Change[] => [...set(workflow, ['view', 'nodes', id], undefined), { path: ['nodes', id] }]),
  ];
  const removed = { nodes, notes, groups, wires: [...cut] };
  return { name: t('Remove {items}', { items: titleOf(workflow, removed) }), patch, select: [] };
}

/** The removed items in words: "Save image", "a note", "group Ends", "2 items". */
function titleOf(workflow: Workflow, { nodes, notes, groups, wires }: Removed): string {
  const kinds = [nodes, notes, groups, wires].filter(({ length }) => length > 0);
  if (kinds.length > 1) return t('{count, plural, one {# item} other {# items}}', { count: kinds.flat().length });
  if (nodes.length > 0) return nodesTitle(workflow, nodes);
  const [group] = groups;
  if (groups.length === 1 && group !== undefined)
    return t('group {title}', { title: workflow.view?.groups?.[group]?.title ?? '' });
  if (groups.length > 0) return t('{count, plural, one {# group} other {# groups}}', { count: groups.length });
  if (notes.length > 0) return t('{count, plural, one {a note} other {# notes}}', { count: notes.length });
  return t('{count, plural, one {a wire} other {# wires}}', { count: wires.length });
}

/** Parameters no longer set inputs of removed nodes. A parameter that sets nothing any more is removed. */
function withoutParameters(workflow: Workflow, gone: ReadonlySet<string>): Change[] {
  return Object.entries(workflow.parameters ?? {}).flatMap(([name, { sets }]): Change[] => {
    const left = sets.filter((target) => !gone.has(target.slice(0, target.indexOf('.'))));
    if (left.length === sets.length) return [];
    const path = ['parameters', name];
    return [left.length === 0 ? { path } : { path: [...path, 'sets'], value: left }];
  });
}
