/** Chooses the gesture a press begins, by the target under the pointer, the button and the keys. */
import { itemKey } from '../../../document/selection.ts';
import type { WireEnd } from '../../../document/graph/links.ts';
import type { Board } from '../../board.ts';
import { isControl } from '../../is-control.ts';
import { MOST_REACH, REACH } from '../../metrics.ts';
import { pointerAt } from '../../pointer-at.ts';
import { wireAt } from '../../scene/hit.ts';
import { drawWire, type WireHelp } from '../connect.ts';
import type { Gesture } from '../gesture.ts';
import { marquee } from '../marquee.ts';
import { pan } from '../pan.ts';
import { resize } from '../resize.ts';
import { pressItem } from './press-item.ts';
import { keyUnder, socketUnder } from './under-pointer.ts';

export interface BeginHelp extends WireHelp {
  isSpaceDown(): boolean;
  clickSocket(end: WireEnd): void;
}

/** @returns undefined when the press is none of the canvas's business. */
export function beginGesture(board: Board, help: BeginHelp, event: PointerEvent): Gesture | undefined {
  const target = event.target instanceof Element ? event.target : board.root;
  if (target.closest('[data-outside]')) return undefined;
  const isMiddleButton = event.button === 1;
  if (isMiddleButton || help.isSpaceDown()) {
    event.preventDefault();
    return pan(board, event);
  }
  const inControl = isControl(target) && !target.closest('.socket');
  if (!inControl) takeFocus(board);

  const socket = socketUnder(board, event, target, inControl);
  if (socket) return pressSocket(board, help, socket);
  const handle = target.closest<HTMLElement>('[data-resize]')?.dataset['resize'];
  if (handle !== undefined) return resize(board, event, handle);
  const key = keyUnder(board, target, pointerAt(event));
  const adds = event.shiftKey || event.ctrlKey || event.metaKey;
  if (key !== undefined && inControl) {
    selectIfNot(board, key);
    return undefined;
  }
  if (key !== undefined) return pressItem(board, event, key, adds);
  return adds ? marquee(board, event) : pressCanvas(board, event);
}

function takeFocus({ root }: Board): void {
  if (!root.contains(document.activeElement)) root.focus({ preventScroll: true });
}

/** Draws a new wire, or takes off the end of the wire that leads into an input. */
function pressSocket(board: Board, help: BeginHelp, socket: WireEnd): Gesture {
  const isEnd = ({ node, input }: { readonly node: string; readonly input: string }): boolean =>
    socket.side === 'input' && node === socket.node && input === socket.name;
  const taken = board.scene.wires.findLast(({ to }) => isEnd(to));
  const from: WireEnd = taken ? { node: taken.from.node, side: 'output', name: taken.from.output } : socket;
  return drawWire(board, help, from, taken, () => help.clickSocket(socket));
}

/** A press in a field selects its node and leaves the rest to the field. */
function selectIfNot(board: Board, key: string): void {
  if (!board.session()?.selection.peek().has(key)) board.select([key], key);
}

/** Moves the view. A click selects the wire there, or nothing. */
function pressCanvas(board: Board, event: PointerEvent): Gesture {
  const reach = Math.min(REACH.wire / board.viewport().k, MOST_REACH.wire);
  const wire = wireAt(board.scene, board.toCanvas(pointerAt(event)), reach);
  return pan(board, event, () => {
    board.root.focus({ preventScroll: true });
    board.select(wire ? [itemKey({ kind: 'wire', id: wire.id })] : []);
  });
}
