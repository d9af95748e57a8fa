/** Turns presses into gestures: one gesture at a time, or two fingers that pinch. */
import type { WireEnd } from '../../../document/graph/links.ts';
import type { Point } from '../../../document/layout/geometry.ts';
import type { Board } from '../../board.ts';
import { isControl } from '../../is-control.ts';
import { pointerAt } from '../../pointer-at.ts';
import type { WireHelp } from '../connect.ts';
import { beginGesture } from './begin-gesture.ts';
import { Fingers } from './fingers.ts';
import { RunningGesture } from './running-gesture.ts';
import { keyUnder } from './under-pointer.ts';

export interface PointerHelp extends WireHelp {
  /** Whether Space is held, which makes every press a pan. */
  isSpaceDown(): boolean;
  /** @param client a place of the window. @param key the item there. */
  openMenu(client: Point, key: string | undefined): void;
  /** A socket was clicked. */
  clickSocket(end: WireEnd): void;
}

export interface PointerListener {
  /** Cancels the gesture in progress. @returns whether there was one. */
  readonly cancel: () => boolean;
  readonly destroy: () => void;
}

export function listenPointers(board: Board, help: PointerHelp): PointerListener {
  const gestures = new RunningGesture(board);
  const fingers = new Fingers(board);

  const onDown = (event: PointerEvent): void => {
    if (fingers.press(event)) {
      gestures.cancel();
      return;
    }
    const isSecondary = event.button === 2;
    if (gestures.isRunning || isSecondary) return;
    const gesture = beginGesture(board, help, event);
    if (!gesture) return;
    gestures.start(gesture, event);
    if (event.pointerType === 'touch')
      gestures.onLongPress(() => help.openMenu(pointerAt(event), keyUnder(board, event.target, pointerAt(event))));
  };
  const onMove = (event: PointerEvent): void => {
    if (!fingers.move(event)) gestures.move(event);
  };
  const onUp = (event: PointerEvent): void => {
    fingers.lift(event);
    gestures.end(event);
  };

  const ends = new AbortController();
  const { signal } = ends;
  board.root.addEventListener('pointerdown', onDown, { signal });
  window.addEventListener('pointermove', onMove, { signal });
  window.addEventListener('pointerup', onUp, { signal });
  window.addEventListener('pointercancel', onUp, { signal });
  board.root.addEventListener('mousedown', keepFocus, { signal });
  return {
    cancel: () => gestures.cancel(),
    destroy: () => {
      gestures.cancel();
      ends.abort();
    },
  };
}

/** The canvas sets the focus itself and lets no text be selected, except in controls. */
function keepFocus(event: MouseEvent): void {
  const onSocket = event.target instanceof Element && event.target.closest('.socket') !== null;
  if (onSocket || !isControl(event.target)) event.preventDefault();
}
