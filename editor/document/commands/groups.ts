/** Commands on groups. A node is in at most one group, and a group without nodes does not exist. */
import type { Change, Workflow } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import type { Command } from '../command.ts';
import { freshId } from '../naming/ids.ts';
import { excerpt, nodesTitle } from '../naming/titles.ts';
import { itemKey, selectedOf } from '../selection.ts';
import { set } from './changes.ts';

/** Puts nodes, and the nodes of selected groups, into a new group. */
export function groupItems(workflow: Workflow, keys: Iterable<string>, title: string): Command {
  const selection = new Set(keys);
  const groups = workflow.view?.groups ?? {};
  const members = selectedOf(selection, 'group').flatMap((id) => groups[id]?.nodes ?? []);
  const chosen = new Set([...selectedOf(selection, 'node'), ...members]);
  const nodes = [...chosen].filter((id) => Object.hasOwn(workflow.nodes, id));
  if (nodes.length === 0) return { name: t('Group'), patch: [] };
  const id = freshId('group', (each) => groups[each] !== undefined);
  return {
    name: t('Group {nodes}', { nodes: nodesTitle(workflow, nodes) }),
    patch: [
      ...withoutMembers(workflow, new Set(nodes)),
      { path: ['view', 'groups', id], value: { title, nodes }, create: true },
    ],
    select: [itemKey({ kind: 'group', id })],
  };
}

/** Removes the frames of groups. Their nodes stay and are selected. */
export function ungroup(workflow: Workflow, ids: readonly string[]): Command {
  const groups = workflow.view?.groups ?? {};
  const known = ids.filter((id) => groups[id] !== undefined);
  const [first = ''] = known;
  const title =
    known.length === 1
      ? excerpt(groups[first]?.title ?? '')
      : t('{count, plural, one {# group} other {# groups}}', { count: known.length });
  const members = known.flatMap((id) => groups[id]?.nodes ?? []).filter((id) => Object.hasOwn(workflow.nodes, id));
  return {
    name: t('Ungroup {title}', { title }),
    patch: known.map((id) => ({ path: ['view', 'groups', id] })),
    select: [...new Set(members)],
  };
}

export function renameGroup(workflow: Workflow, id: string, title: string): Command {
  if (workflow.view?.groups?.[id] === undefined) return { name: t('Rename a group'), patch: [] };
  return {
    name: t('Rename group to {title}', { title: excerpt(title) }),
    patch: set(workflow, ['view', 'groups', id, 'title'], title),
  };
}

/** Sets the nodes of a group. They leave the groups they were in. */
export function setGroupMembers(workflow: Workflow, id: string, nodes: readonly string[]): Command {
  const group = workflow.view?.groups?.[id];
  if (!group) return { name: t('Change a group'), patch: [] };
  const path = ['view', 'groups', id];
  const members = [...new Set(nodes)].filter((node) => Object.hasOwn(workflow.nodes, node));
  const own = members.length === 0 ? [{ path }] : set(workflow, [...path, 'nodes'], members);
  return {
    name: t('Change group {title}', { title: excerpt(group.title) }),
    patch: [...withoutMembers(workflow, new Set(members), id), ...own],
  };
}

/** Takes nodes out of all groups except one. A group that loses all its nodes is removed. */
export function withoutMembers(workflow: Workflow, nodes: ReadonlySet<string>, except?: string): Change[] {
  return Object.entries(workflow.view?.groups ?? {}).flatMap(([id, group]): Change[] => {
    const left = group.nodes.filter((node) => !nodes.has(node));
    if (id === except || left.length === group.nodes.length) return [];
    const path = ['view', 'groups', id];
    return [left.length === 0 ? { path } : { path: [...path, 'nodes'], value: left }];
  });
}
