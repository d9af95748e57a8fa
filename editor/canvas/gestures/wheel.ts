/**
 * Wheel and trackpad: two fingers move the view, pinching (which arrives as a wheel with Ctrl) and Ctrl+wheel zoom to
 * the pointer, and so does a plain mouse wheel. A mouse is told from a trackpad by its steps: large, whole and of one
 * axis.
 */
import type { Board } from '../board.ts';
import { zoomAt } from '../scene/viewport.ts';

const LINE = 16;

export function listenWheel(board: Board): () => void {
  let trackpadUntil = 0;
  const onWheel = (event: WheelEvent): void => {
    // A long text that has the keyboard scrolls.
    if (
      !event.ctrlKey &&
      event.target instanceof HTMLTextAreaElement &&
      event.target === document.activeElement &&
      event.target.scrollHeight > event.target.clientHeight
    )
      return;
    event.preventDefault();
    const scale =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE
        ? LINE
        : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
          ? board.size.peek().height
          : 1;
    const [dx, dy] = [event.deltaX * scale, event.deltaY * scale];
    const view = board.viewport();
    const isMouse =
      event.deltaMode !== WheelEvent.DOM_DELTA_PIXEL ||
      (dx === 0 && Math.abs(dy) >= 50 && Number.isInteger(dy) && event.timeStamp > trackpadUntil);
    if (!isMouse) trackpadUntil = event.timeStamp + 300;
    if (event.ctrlKey || event.metaKey || (isMouse && !event.shiftKey)) {
      const strength = event.ctrlKey && !isMouse ? 0.01 : 0.0018;
      const factor = Math.exp(-Math.max(-140, Math.min(140, dy)) * strength);
      board.setViewport(zoomAt(view, board.toLocal({ x: event.clientX, y: event.clientY }), view.k * factor));
      return;
    }
    const [x, y] = event.shiftKey && dx === 0 ? [dy, 0] : [dx, dy];
    board.setViewport({ ...view, x: view.x - x, y: view.y - y });
  };
  board.root.addEventListener('wheel', onWheel, { passive: false });
  return () => board.root.removeEventListener('wheel', onWheel);
}
