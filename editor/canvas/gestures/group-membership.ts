/** The command by which dragged nodes join and leave groups. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { Command } from '../../document/command.ts';
import { setGroupMembers } from '../../document/commands/groups.ts';
import { chain } from '../chain-commands.ts';

/** @param joins id of the group the nodes join. @param leaves whether they leave the groups they are in. */
export function changeMembership(
  workflow: Workflow,
  nodes: readonly string[],
  joins: string | undefined,
  leaves: boolean,
): Command | undefined {
  const moving = new Set(nodes);
  const left = Object.entries(workflow.view?.groups ?? {}).filter(
    ([, group]) => leaves && group.nodes.some((node) => moving.has(node)),
  );
  const command = chain(workflow, [
    ...left.map(([id, group]) => (now: Workflow) => {
      const remaining = group.nodes.filter((node) => !moving.has(node));
      return setGroupMembers(now, id, remaining);
    }),
    (now) => {
      if (joins === undefined) return undefined;
      return setGroupMembers(now, joins, [...(now.view?.groups?.[joins]?.nodes ?? []), ...nodes]);
    },
  ]);
  // Without a name, because it is part of a move.
  return { name: '', patch: command.patch };
}
