/**
 * Wheel and trackpad. Two fingers on a trackpad move the view. Pinching (which arrives as a wheel event with Ctrl),
 * Ctrl+wheel and a plain mouse wheel zoom around the pointer. A mouse is told from a trackpad by its steps: large,
 * whole and on one axis.
 */
import type { Board } from '../board.ts';
import { WHEEL } from '../metrics.ts';
import { pointerAt } from '../pointer-at.ts';
import { zoomAt } from '../scene/viewport.ts';

interface WheelStep {
  /** Screen pixels. */
  readonly dx: number;
  readonly dy: number;
  readonly isMouse: boolean;
}

/** @returns a function that stops listening. */
export function listenWheel(board: Board): () => void {
  let trackpadUntil = 0;
  const onWheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && scrollsText(event.target)) return;
    event.preventDefault();
    const step = stepOf(event, board.size.peek().height, trackpadUntil);
    if (!step.isMouse) trackpadUntil = event.timeStamp + WHEEL.trackpad;
    const zooms = event.ctrlKey || event.metaKey || (step.isMouse && !event.shiftKey);
    if (zooms) zoom(board, event, step);
    else move(board, event, step);
  };
  board.root.addEventListener('wheel', onWheel, { passive: false });
  return () => board.root.removeEventListener('wheel', onWheel);
}

/** Whether a target is a text that has the keyboard and is too long for its field. */
function scrollsText(target: EventTarget | null): boolean {
  const hasKeyboard = target instanceof HTMLTextAreaElement && target === document.activeElement;
  return hasKeyboard && target.scrollHeight > target.clientHeight;
}

/** @param trackpadUntil time stamp up to which every step counts as one of a trackpad. */
function stepOf(event: WheelEvent, pageHeight: number, trackpadUntil: number): WheelStep {
  const { deltaX, deltaY, deltaMode, timeStamp } = event;
  const unit = unitOf(deltaMode, pageHeight);
  const [dx, dy] = [deltaX * unit, deltaY * unit];
  const isMouseStep = dx === 0 && Math.abs(dy) >= WHEEL.mouseStep && Number.isInteger(dy);
  const isMouse = deltaMode !== WheelEvent.DOM_DELTA_PIXEL || (isMouseStep && timeStamp > trackpadUntil);
  return { dx, dy, isMouse };
}

/** Screen pixels of one unit of a wheel event. */
function unitOf(deltaMode: number, pageHeight: number): number {
  if (deltaMode === WheelEvent.DOM_DELTA_LINE) return WHEEL.line;
  return deltaMode === WheelEvent.DOM_DELTA_PAGE ? pageHeight : 1;
}

function zoom(board: Board, event: WheelEvent, { dy, isMouse }: WheelStep): void {
  const view = board.viewport();
  const strength = event.ctrlKey && !isMouse ? WHEEL.strength.pinch : WHEEL.strength.wheel;
  const limited = Math.max(-WHEEL.most, Math.min(WHEEL.most, dy));
  board.setViewport(zoomAt(view, board.toLocal(pointerAt(event)), view.k * Math.exp(-limited * strength)));
}

/** Moves the view; with Shift, a wheel of one axis moves it sideways. */
function move(board: Board, { shiftKey }: WheelEvent, { dx, dy }: WheelStep): void {
  const view = board.viewport();
  const isSideways = shiftKey && dx === 0;
  board.setViewport({ ...view, x: view.x - (isSideways ? dy : dx), y: view.y - (isSideways ? 0 : dy) });
}
