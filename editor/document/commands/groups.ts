/** Commands on groups. A node is in one group at most; a group without nodes is none. */
import type { Change, Workflow } from '../../../engine/protocol/index.ts';
import { set } from './changes.ts';
import type { Command } from '../command.ts';
import { freshId } from '../naming/ids.ts';
import { itemKey, selectedOf } from '../selection.ts';
import { excerpt, nodesTitle } from '../naming/titles.ts';

/** Puts nodes, and those of selected groups, into a new group. */
export function groupItems(workflow: Workflow, keys: Iterable<string>, title: string): Command {
  const selection = new Set(keys);
  const groups = workflow.view?.groups ?? {};
  const inside = selectedOf(selection, 'group').flatMap((id) => groups[id]?.nodes ?? []);
  const nodes = [...new Set([...selectedOf(selection, 'node'), ...inside])].filter((id) =>
    Object.hasOwn(workflow.nodes, id),
  );
  if (nodes.length === 0) return { name: 'Group', patch: [] };
  const id = freshId('group', (each) => groups[each] !== undefined);
  const patch: Change[] = [
    ...withoutMembers(workflow, new Set(nodes)),
    { path: ['view', 'groups', id], value: { title, nodes }, create: true },
  ];
  return { name: `Group ${nodesTitle(workflow, nodes)}`, patch, select: [itemKey({ kind: 'group', id })] };
}

/** Removes the frames of groups; what is in them stays, and is selected. */
export function ungroup(workflow: Workflow, ids: readonly string[]): Command {
  const groups = workflow.view?.groups ?? {};
  const known = ids.filter((id) => groups[id] !== undefined);
  const name =
    known.length === 1 ? `Ungroup ${excerpt(groups[known[0] ?? '']?.title ?? '')}` : `Ungroup ${known.length} groups`;
  const members = known.flatMap((id) => groups[id]?.nodes ?? []).filter((id) => Object.hasOwn(workflow.nodes, id));
  return { name, patch: known.map((id) => ({ path: ['view', 'groups', id] })), select: [...new Set(members)] };
}

export function renameGroup(workflow: Workflow, id: string, title: string): Command {
  if (workflow.view?.groups?.[id] === undefined) return { name: 'Rename a group', patch: [] };
  return { name: `Rename group to ${excerpt(title)}`, patch: set(workflow, ['view', 'groups', id, 'title'], title) };
}

/** Says which nodes are in a group; they leave the ones they were in. */
export function setGroupMembers(workflow: Workflow, id: string, nodes: readonly string[]): Command {
  const group = workflow.view?.groups?.[id];
  if (!group) return { name: 'Change a group', patch: [] };
  const members = [...new Set(nodes)].filter((node) => Object.hasOwn(workflow.nodes, node));
  const own =
    members.length === 0 ? [{ path: ['view', 'groups', id] }] : set(workflow, ['view', 'groups', id, 'nodes'], members);
  return {
    name: `Change group ${excerpt(group.title)}`,
    patch: [...withoutMembers(workflow, new Set(members), id), ...own],
  };
}

/** Takes nodes out of all groups but one. */
function withoutMembers(workflow: Workflow, nodes: ReadonlySet<string>, except?: string): Change[] {
  return Object.entries(workflow.view?.groups ?? {}).flatMap(([id, group]): Change[] => {
    const left = group.nodes.filter((node) => !nodes.has(node));
    if (id === except || left.length === group.nodes.length) return [];
    return left.length === 0
      ? [{ path: ['view', 'groups', id] }]
      : [{ path: ['view', 'groups', id, 'nodes'], value: left }];
  });
}
