/** Menu entries that exist once for each group or colour. */
import { setGroupMembers } from '../../document/commands/groups.ts';
import { setColour } from '../../document/commands/node-fields.ts';
import { readItem } from '../../document/selection.ts';
import type { Action } from '../../editor-context.ts';
import { msg, t } from '../../i18n/t.ts';
import type { Board } from '../board.ts';
import { COLOURS } from '../scene/tint.ts';

/** Takes the selected nodes out of a group: one entry for each group that has one of them. */
export function leaveActions(board: Board): Action[] {
  const selection = board.session()?.selection.peek() ?? new Set<string>();
  const around = board.scene.groups().filter(([, group]) => group.nodes.some((node) => selection.has(node)));
  return around.map(([id, group]): Action => ({
    id: `menu.leave-${id}`,
    title: t('Take out of “{title}”', { title: group.title }),
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
  const colours = selectedColours(board);
  const entry = (name: string | undefined, title: string, token: string): Action => ({
    id: `menu.colour-${name ?? 'none'}`,
    title: t(title),
    isOn: () => colours.size === 1 && colours.has(name),
    swatch: token,
    group: 'View',
    run: paint(name),
  });
  return [
    entry(undefined, msg('Default'), '--surface-3'),
    ...Object.entries(COLOURS).map(([name, { title, token }]) => entry(name, title, token)),
  ];
}

function selectedColours({ scene, session }: Board): ReadonlySet<string | undefined> {
  const view = scene.workflow?.view;
  const places = { node: view?.nodes, note: view?.notes, group: view?.groups };
  const items = [...(session()?.selection.peek() ?? [])].map(readItem);
  return new Set(items.map(({ kind, id }) => (kind === 'wire' ? undefined : places[kind]?.[id]?.colour)));
}
