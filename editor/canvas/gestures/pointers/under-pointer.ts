/** The item and the socket under a pointer, whether they are elements or painted. */
import type { WireEnd } from '../../../document/graph/links.ts';
import type { Point } from '../../../document/layout/geometry.ts';
import type { Board } from '../../board.ts';
import { MOST_REACH, REACH } from '../../metrics.ts';
import { pointerAt } from '../../pointer-at.ts';
import { itemAt, socketAt } from '../../scene/hit.ts';

/** The key of the item under a pointer. @param client its place in the window. */
export function keyUnder(board: Board, target: EventTarget | null, client: Point): string | undefined {
  const found = target instanceof Element ? target.closest<HTMLElement>('[data-node], [data-item]') : null;
  return found?.dataset['node'] ?? found?.dataset['item'] ?? itemAt(board.scene, board.toCanvas(client));
}

/**
 * The socket that is pressed, or that is near.
 * @param inControl whether the target is a control: no socket is near it.
 */
export function socketUnder(
  board: Board,
  event: PointerEvent,
  target: Element,
  inControl: boolean,
): WireEnd | undefined {
  const pressed = socketOf(target);
  if (pressed || inControl) return pressed;
  const pointer = event.pointerType === 'touch' ? 'touch' : 'mouse';
  const reach = Math.min(MOST_REACH.socket[pointer], REACH.socket[pointer] / board.viewport().k);
  return socketAt(board.scene, board.toCanvas(pointerAt(event)), reach);
}

/** The socket an element belongs to. */
function socketOf(target: Element): WireEnd | undefined {
  const socket = target.closest<HTMLElement>('.socket');
  const node = socket?.closest<HTMLElement>('[data-node]')?.dataset['node'];
  if (!socket || node === undefined) return undefined;
  const side = socket.dataset['side'] === 'output' ? 'output' : 'input';
  return { node, side, name: socket.dataset['name'] ?? '' };
}
