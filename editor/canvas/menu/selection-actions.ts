/** Menu entries that exist once for each group or colour. */
import { setGroupMembers } from '../../document/commands/groups.ts';
import { setColour } from '../../document/commands/node-fields.ts';
import type { Action } from '../../editor-context.ts';
import type { Board } from '../board.ts';
import { COLOURS } from '../scene/tint.ts';

/** Takes the selected nodes out of a group: one entry for each group that has one of them. */
export function leaveActions(board: Board): Action[] {
  const selection = board.session()?.selection.peek() ?? new Set<string>();
  const around = board.scene.groups().filter(([, group]) => group.nodes.some((node) => selection.has(node)));
  return around.map(([id, group]): Action => ({
    id: `menu.leave-${id}`,
    title: `Take out of “${group.title}”`,
    group: 'Graph',
    run: () => {
      const { workflow } = board.scene;
      const remaining = group.nodes.filter((node) => !selection.has(node));
      if (workflow) board.run(setGroupMembers(workflow, id, remaining));
    },
  }));
}

export function colourActions(board: Board): Action[] {
  const paint = (colour: string | undefined) => () => {
    const { workflow } = board.scene;
    if (workflow) board.run(setColour(workflow, board.session()?.selection.peek() ?? [], colour));
  };
  return [
    { id: 'menu.colour-none', title: 'Colour: default', group: 'View', run: paint(undefined) },
    ...Object.entries(COLOURS).map(([name, { title }]): Action => ({
      id: `menu.colour-${name}`,
      title: `Colour: ${title.toLowerCase()}`,
      group: 'View',
      run: paint(name),
    })),
  ];
}
