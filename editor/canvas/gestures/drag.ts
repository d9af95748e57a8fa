/** Moves the selection. The document changes only when it is dropped, so that Escape leaves no trace. */
import { moveItems } from '../../document/commands/place.ts';
import { type Box, contains, overlaps, type Point } from '../../document/layout/geometry.ts';
import { readItem, selectedOf } from '../../document/selection.ts';
import type { Board } from '../board.ts';
import { chain } from '../chain-commands.ts';
import { DRAG, ZOOM } from '../metrics.ts';
import { pointerAt } from '../pointer-at.ts';
import { visibleBox } from '../scene/viewport.ts';
import { type Rest, restOf } from './align.ts';
import type { Gesture } from './gesture.ts';
import { changeMembership } from './group-membership.ts';
import { putInto, wireFor } from './put-into-wire.ts';

/**
 * @param key the item under the pointer.
 * @param click called when the pointer is let go without having moved.
 */
export function drag(board: Board, start: PointerEvent, key: string, click: () => void): Gesture {
  const { scene } = board;
  const from = board.toCanvas(pointerAt(start));
  const starts = movablePlaces(board);
  const led = leadingBox(board, key, starts);
  const nodes = [...starts.keys()].filter((each) => readItem(each).kind === 'node');
  const moving = new Set(nodes);
  /** The only thing that is dragged, when it is a node: it can go into a wire. */
  const single = starts.size === 1 ? nodes[0] : undefined;
  let wire: string | undefined;

  const finish = (): void => {
    board.draft(undefined);
    board.hints.value = {};
    board.root.classList.remove('is-dragging');
  };

  return {
    autoPan: true,
    move: (event) => {
      board.root.classList.add('is-dragging');
      const at = board.toCanvas(pointerAt(event));
      const way = { x: at.x - from.x, y: at.y - from.y };
      const rest = restAt(board, moving, { ...led, x: led.x + way.x, y: led.y + way.y });
      const by = { x: way.x + rest.by.x, y: way.y + rest.by.y };
      board.draft(new Map([...starts].map(([each, { x, y }]) => [each, { x: x + by.x, y: y + by.y }])));
      wire = single === undefined ? undefined : wireFor(board, single, at);
      board.hints.value = {
        guides: rest.guides,
        wire,
        group: joinedGroup(board, moving, at),
        leaving: event.altKey ? moving : undefined,
      };
    },
    end: (event, moved) => {
      const { drafts } = scene;
      const positions = Object.fromEntries([...drafts].map(([each, { x = 0, y = 0 }]) => [each, { x, y }]));
      finish();
      if (!moved || drafts.size === 0) {
        click();
        return;
      }
      const workflow = board.session()?.document.workflow.peek();
      if (!workflow) return;
      const leaves = event.altKey;
      const joins = leaves ? undefined : joinedGroup(board, moving, board.toCanvas(pointerAt(event)));
      board.run(
        chain(workflow, [
          (now) => moveItems(now, positions),
          (now) => changeMembership(now, nodes, joins, leaves),
          (now) => (single !== undefined && wire !== undefined ? putInto(now, scene.types, single, wire) : undefined),
        ]),
      );
    },
    cancel: finish,
  };
}

/** Places of the selected nodes and notes, and of the nodes of selected groups, by key. */
function movablePlaces({ scene, session }: Board): Map<string, Point> {
  const selection = session()?.selection.peek() ?? new Set<string>();
  const members = selectedOf(selection, 'group').flatMap((id) => scene.workflow?.view?.groups?.[id]?.nodes ?? []);
  const selected = [...selection].filter((key) => ['node', 'note'].includes(readItem(key).kind));
  return new Map(
    [...new Set([...selected, ...members])].flatMap((key): [string, Point][] => {
      const box = scene.box(key);
      return box ? [[key, { x: box.x, y: box.y }]] : [];
    }),
  );
}

/** The box that comes to rest. A group is led by its first node, because its frame only follows the nodes. */
function leadingBox({ scene }: Board, key: string, starts: ReadonlyMap<string, Point>): Box {
  const leader = readItem(key).kind === 'group' ? [...starts.keys()][0] : key;
  return scene.box(leader ?? key) ?? { x: 0, y: 0, width: 0, height: 0 };
}

function restAt(board: Board, moving: ReadonlySet<string>, box: Box): Rest {
  const { snap } = board.editor.settings.peek();
  return restOf(box, neighbours(board, moving), DRAG.attract / board.viewport().k, snap);
}

/** Boxes of the visible nodes that are not dragged. */
function neighbours(board: Board, moving: ReadonlySet<string>): Box[] {
  if (board.viewport().k < ZOOM.align) return [];
  const view = visibleBox(board.viewport(), board.size.peek());
  return [...board.scene.nodes.keys()].flatMap((id) => {
    const box = moving.has(id) ? undefined : board.scene.geometry(id);
    return box && overlaps(box, view) ? [box] : [];
  });
}

/** The topmost group under the pointer that dragged nodes would join: none of them is in it yet. */
function joinedGroup({ scene }: Board, moving: ReadonlySet<string>, at: Point): string | undefined {
  if (moving.size === 0) return undefined;
  const group = scene.groups().findLast(([id, { nodes }]) => {
    const box = nodes.some((node) => moving.has(node)) ? undefined : scene.groupBox(id);
    return box !== undefined && contains(box, at);
  });
  return group?.[0];
}
