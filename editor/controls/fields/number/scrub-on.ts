/** Makes an element change a number when dragged. A press that does not move counts as a click. */
import type { NumberInput } from './range.ts';
import { beginScrub, SCRUB_START, type Scrub } from './scrub.ts';
import { keyHandler } from '../../../key-events.ts';

export interface ScrubOptions {
  readonly input: NumberInput;
  /** The value before the drag. */
  readonly start: () => number | undefined;
  /** Width of the field, in pixels of the screen. */
  readonly width: () => number;
  /** Whether a press on this target is not for dragging. */
  readonly isOff: (target: Element) => boolean;
  readonly onValue: (value: number) => void;
  readonly onEnd: () => void;
  readonly onCancel: () => void;
  readonly onClick: () => void;
}

/** @returns a function that undoes this. */
export function scrubOn(
  element: HTMLElement,
  { input, start, width, isOff, onValue, onEnd, onCancel, onClick }: ScrubOptions,
): () => void {
  let press: { readonly pointer: number; readonly x: number; last: number; scrub: Scrub | undefined } | undefined;

  const down = (event: PointerEvent): void => {
    if (event.button !== 0 || press || !(event.target instanceof Element) || isOff(event.target)) return;
    event.stopPropagation();
    // Keeps the press from focusing the text below and the drag from selecting it.
    event.preventDefault();
    press = { pointer: event.pointerId, x: event.clientX, last: event.clientX, scrub: undefined };
    element.setPointerCapture?.(event.pointerId);
    document.addEventListener('keydown', escape, true);
  };
  const move = (event: PointerEvent): void => {
    if (!press || event.pointerId !== press.pointer) return;
    if (!press.scrub) {
      if (Math.abs(event.clientX - press.x) < SCRUB_START) return;
      press.scrub = beginScrub(input, start() ?? input.default ?? input.min, width());
      press.last = event.clientX;
      document.documentElement.classList.add('is-scrubbing');
    }
    onValue(press.scrub.by(event.clientX - press.last, { fine: event.shiftKey, coarse: event.altKey }));
    press.last = event.clientX;
  };
  const end = (isCancelled: boolean): void => {
    if (!press) return;
    const { scrub, pointer } = press;
    press = undefined;
    document.removeEventListener('keydown', escape, true);
    document.documentElement.classList.remove('is-scrubbing');
    if (element.hasPointerCapture?.(pointer)) element.releasePointerCapture(pointer);
    if (!scrub) {
      if (!isCancelled) onClick();
    } else if (isCancelled) onCancel();
    else onEnd();
  };
  const escape = keyHandler((event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    event.preventDefault();
    end(true);
  });
  const up = (event: PointerEvent): void => {
    if (event.pointerId === press?.pointer) end(false);
  };
  const cancel = (event: PointerEvent): void => {
    if (event.pointerId === press?.pointer) end(true);
  };
  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', cancel);
  return () => {
    end(true);
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', cancel);
  };
}
