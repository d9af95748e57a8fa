/** Turns presses into gestures: what is under the pointer, which button, which keys, how many fingers. */
import type { Point } from '../../document/layout/geometry.ts';
import { itemKey } from '../../document/selection.ts';
import type { Board } from '../board.ts';
import { isControl } from '../is-control.ts';
import { itemAt, socketAt, wireAt } from '../scene/hit.ts';
import { AutoPan } from './auto-pan.ts';
import { drawWire, type WireHelp } from './connect.ts';
import { drag } from './drag.ts';
import type { Gesture } from './gesture.ts';
import { marquee } from './marquee.ts';
import { pan } from './pan.ts';
import { type Pinch, pinch } from './pinch.ts';
import { resize } from './resize.ts';

/** Screen pixels a press may wander and still be a click. */
const STILL = { mouse: 3, touch: 9 } as const;
/** Milliseconds a finger rests before the menu opens. */
const LONG_PRESS = 500;

export interface PointerHelp extends WireHelp {
  /** Space is held: everything pans. */
  isSpaceDown(): boolean;
  openMenu(client: Point, key: string | undefined): void;
  /** A socket was clicked. */
  clickSocket(end: { readonly node: string; readonly side: 'input' | 'output'; readonly name: string }): void;
}

export function listenPointers(
  board: Board,
  help: PointerHelp,
): { readonly cancel: () => boolean; readonly destroy: () => void } {
  const { root } = board;
  const ends = new AbortController();
  const fingers = new Map<number, Point>();
  let gesture: Gesture | undefined;
  let two: Pinch | undefined;
  let start: PointerEvent | undefined;
  let moved = false;
  let rest = 0;
  let unfollow: (() => void) | undefined;

  const autoPan = new AutoPan(board, (event) => gesture?.move(event));
  const stop = (): void => {
    clearTimeout(rest);
    autoPan.stop();
    unfollow?.();
    unfollow = undefined;
    gesture = undefined;
    start = undefined;
  };
  const cancel = (): boolean => {
    const was = gesture !== undefined;
    gesture?.cancel();
    stop();
    return was;
  };

  const onDown = (event: PointerEvent): void => {
    const point = { x: event.clientX, y: event.clientY };
    if (event.pointerType === 'touch') {
      fingers.set(event.pointerId, point);
      const [a, b] = [...fingers.values()];
      if (a && b) {
        cancel();
        two = pinch(board, a, b);
        return;
      }
    }
    if (gesture || event.button === 2) return;
    const next = begin(board, help, event);
    if (!next) return;
    gesture = next;
    // It would go on with items of the old names.
    unfollow = board.session()?.document.onRename(() => void cancel());
    start = event;
    moved = false;
    if (event.pointerType !== 'touch') return;
    rest = window.setTimeout(() => {
      cancel();
      help.openMenu(point, keyUnder(board, event.target, point));
    }, LONG_PRESS);
  };

  const onMove = (event: PointerEvent): void => {
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const [a, b] = [...fingers.values()];
    if (two && a && b) {
      two.move(a, b);
      return;
    }
    if (!gesture || !start || event.pointerId !== start.pointerId) return;
    if (
      !moved &&
      Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) <
        STILL[event.pointerType === 'touch' ? 'touch' : 'mouse']
    )
      return;
    moved = true;
    clearTimeout(rest);
    gesture.move(event);
    if (gesture.autoPan) autoPan.at(event);
  };

  const onUp = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    if (fingers.size < 2) two = undefined;
    if (!gesture || !start || event.pointerId !== start.pointerId) return;
    const ending = gesture;
    stop();
    if (event.type === 'pointercancel') ending.cancel();
    else ending.end(event, moved);
  };

  const { signal } = ends;
  root.addEventListener('pointerdown', onDown, { signal });
  window.addEventListener('pointermove', onMove, { signal });
  window.addEventListener('pointerup', onUp, { signal });
  window.addEventListener('pointercancel', onUp, { signal });
  // Focus and selected text are the canvas's business, except in controls.
  root.addEventListener(
    'mousedown',
    (event) => {
      if (!isControl(event.target) || (event.target instanceof Element && event.target.closest('.socket')))
        event.preventDefault();
    },
    { signal },
  );
  return {
    cancel,
    destroy: () => {
      cancel();
      ends.abort();
    },
  };
}

function begin(board: Board, help: PointerHelp, event: PointerEvent): Gesture | undefined {
  const { scene } = board;
  const target = event.target instanceof Element ? event.target : board.root;
  if (target.closest('[data-outside]')) return undefined;
  const client = { x: event.clientX, y: event.clientY };
  if (event.button === 1 || help.isSpaceDown()) {
    event.preventDefault();
    return pan(board, event);
  }
  const at = board.toCanvas(client);
  const { k } = board.viewport();
  const isTouch = event.pointerType === 'touch';
  const pressed = target.closest<HTMLElement>('.socket');
  const inControl = isControl(target) && !pressed;
  if (!inControl && !board.root.contains(document.activeElement)) board.root.focus({ preventScroll: true });
  const own = pressed?.closest<HTMLElement>('[data-node]')?.dataset['node'];
  const socket =
    pressed && own !== undefined
      ? {
          node: own,
          side: pressed.dataset['side'] === 'output' ? ('output' as const) : ('input' as const),
          name: pressed.dataset['name'] ?? '',
        }
      : inControl
        ? undefined
        : socketAt(scene, at, Math.min(isTouch ? 16 : 9, (isTouch ? 20 : 9) / k));
  if (socket) {
    const taken =
      socket.side === 'input'
        ? scene.wires.findLast(({ to }) => to.node === socket.node && to.input === socket.name)
        : undefined;
    const from = taken ? { node: taken.from.node, side: 'output' as const, name: taken.from.output } : socket;
    return drawWire(board, help, from, taken, () => help.clickSocket(socket));
  }
  const handle = target.closest<HTMLElement>('[data-resize]')?.dataset['resize'];
  if (handle !== undefined) return resize(board, event, handle);
  const key = keyUnder(board, target, client);
  const adds = event.shiftKey || event.ctrlKey || event.metaKey;
  if (key !== undefined) {
    if (inControl) {
      if (!board.session()?.selection.peek().has(key)) board.select([key], key);
      return undefined;
    }
    return press(board, event, key, adds);
  }
  if (adds) return marquee(board, event);
  const wire = wireAt(scene, at, Math.min(8 / k, 16));
  return pan(board, event, () => {
    board.root.focus({ preventScroll: true });
    if (wire) board.select([itemKey({ kind: 'wire', id: wire.id })]);
    else board.select([]);
  });
}

function press(board: Board, event: PointerEvent, key: string, adds: boolean): Gesture {
  const selection = board.session()?.selection.peek() ?? new Set<string>();
  const was = selection.has(key);
  if (adds && was) {
    return drag(board, event, key, () => board.select([...selection].filter((each) => each !== key)));
  }
  if (!was) board.select(adds ? [...selection, key] : [key], key);
  board.focusItem(key);
  return drag(board, event, key, () => {
    if (was && !adds) board.select([key], key);
  });
}

/** The item under a pointer: by its element, or by its place where it has none. */
export function keyUnder(board: Board, target: EventTarget | null, client: Point): string | undefined {
  const found = target instanceof Element ? target.closest<HTMLElement>('[data-node], [data-item]') : null;
  return found?.dataset['node'] ?? found?.dataset['item'] ?? itemAt(board.scene, board.toCanvas(client));
}
