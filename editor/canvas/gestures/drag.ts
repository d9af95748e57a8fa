/** Moves what is selected. Nothing of the document changes before it is dropped: Escape leaves no trace. */
import type { Command } from '../../document/command.ts';
import { setGroupMembers } from '../../document/commands/groups.ts';
import { moveItems } from '../../document/commands/place.ts';
import { applyPatch, type Workflow } from '../../../engine/protocol/index.ts';
import { type Box, contains, overlaps, type Point } from '../../document/layout/geometry.ts';
import { readItem, selectedOf } from '../../document/selection.ts';
import type { Board } from '../board.ts';
import { chain } from '../chain-commands.ts';
import { visibleBox } from '../scene/viewport.ts';
import { restOf } from './align.ts';
import type { Gesture } from './gesture.ts';
import { putInto, wireFor } from './put-into-wire.ts';

/** Screen pixels from which edges attract each other. */
const ATTRACT = 5;

/** @param key the item under the pointer. @param click what a press without moving does. */
export function drag(board: Board, start: PointerEvent, key: string, click: () => void): Gesture {
  const { scene } = board;
  const from = board.toCanvas({ x: start.clientX, y: start.clientY });
  const starts = movable(board);
  // A group lies around its nodes: it is they that come to rest on the grid.
  const leader = readItem(key).kind === 'group' ? [...starts.keys()][0] : key;
  const led = scene.box(leader ?? key) ?? { x: 0, y: 0, width: 0, height: 0 };
  const nodes = [...starts.keys()].filter((each) => readItem(each).kind === 'node');
  const moving = new Set(nodes);
  const single = nodes.length === 1 && starts.size === 1 ? nodes[0] : undefined;
  let wire: string | undefined;

  const finish = (): void => {
    board.draft(undefined);
    board.hints.value = {};
    board.root.classList.remove('is-dragging');
  };

  return {
    autoPan: true,
    move: ({ clientX, clientY, altKey }) => {
      board.root.classList.add('is-dragging');
      const at = board.toCanvas({ x: clientX, y: clientY });
      const raw = { x: at.x - from.x, y: at.y - from.y };
      const rest = restOf(
        { ...led, x: led.x + raw.x, y: led.y + raw.y },
        neighbours(board, moving),
        ATTRACT / board.viewport().k,
        board.editor.settings.peek().snap,
      );
      const by = { x: raw.x + rest.by.x, y: raw.y + rest.by.y };
      board.draft(new Map([...starts].map(([each, point]) => [each, { x: point.x + by.x, y: point.y + by.y }])));
      wire = single === undefined ? undefined : wireFor(board, single, at);
      board.hints.value = {
        guides: rest.guides,
        wire,
        group: joined(board, moving, at),
        leaving: altKey ? moving : undefined,
      };
    },
    end: ({ clientX, clientY, altKey }, moved) => {
      const { drafts } = scene;
      const positions = Object.fromEntries([...drafts].map(([each, { x = 0, y = 0 }]) => [each, { x, y }]));
      finish();
      if (!moved || drafts.size === 0) {
        click();
        return;
      }
      const workflow = board.session()?.document.workflow.peek();
      if (!workflow) return;
      const at = board.toCanvas({ x: clientX, y: clientY });
      board.run(
        chain(workflow, [
          (now) => moveItems(now, positions),
          (now) => membership(now, nodes, altKey ? undefined : joined(board, moving, at), altKey),
          (now) => (single !== undefined && wire !== undefined ? putInto(now, scene.types, single, wire) : undefined),
        ]),
      );
    },
    cancel: finish,
  };
}

/** Selected nodes and notes, and the nodes of selected groups, with where they are. */
function movable(board: Board): Map<string, Point> {
  const { scene } = board;
  const selection = board.session()?.selection.peek() ?? new Set<string>();
  const members = selectedOf(selection, 'group').flatMap((id) => scene.workflow?.view?.groups?.[id]?.nodes ?? []);
  const keys = new Set([...[...selection].filter((key) => ['node', 'note'].includes(readItem(key).kind)), ...members]);
  return new Map(
    [...keys].flatMap((key): [string, Point][] => {
      const box = scene.box(key);
      return box ? [[key, { x: box.x, y: box.y }]] : [];
    }),
  );
}

function neighbours(board: Board, moving: ReadonlySet<string>): Box[] {
  if (board.viewport().k < 0.3) return [];
  const view = visibleBox(board.viewport(), board.size.peek());
  return [...board.scene.nodes.keys()].flatMap((id) => {
    const box = moving.has(id) ? undefined : board.scene.geometry(id);
    return box && overlaps(box, view) ? [box] : [];
  });
}

/** The group under the pointer that dragged nodes would join: one none of them is in. */
function joined({ scene }: Board, moving: ReadonlySet<string>, at: Point): string | undefined {
  if (moving.size === 0) return undefined;
  return scene.groups().findLast(([id, group]) => {
    const box = group.nodes.some((node) => moving.has(node)) ? undefined : scene.groupBox(id);
    return box !== undefined && contains(box, at);
  })?.[0];
}

function membership(
  workflow: Workflow,
  nodes: readonly string[],
  joins: string | undefined,
  leave: boolean,
): Command | undefined {
  const moving = new Set(nodes);
  const groups = Object.entries(workflow.view?.groups ?? {});
  let now = workflow;
  const steps: Command[] = [];
  const add = (command: Command): void => {
    steps.push(command);
    now = applyPatch(now, command.patch);
  };
  if (leave)
    for (const [id, group] of groups)
      if (group.nodes.some((node) => moving.has(node)))
        add(
          setGroupMembers(
            now,
            id,
            group.nodes.filter((node) => !moving.has(node)),
          ),
        );
  if (joins !== undefined) add(setGroupMembers(now, joins, [...(now.view?.groups?.[joins]?.nodes ?? []), ...nodes]));
  return steps.length === 0 ? undefined : { name: '', patch: steps.flatMap(({ patch }) => patch) };
}
