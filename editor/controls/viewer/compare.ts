/** A line over a picture: left of it one is seen, right of it another. Dragged, or moved by arrow keys. */
import { effect } from '@preact/signals';
import { h, iconOf, setAttribute } from '../../dom.ts';
import type { Size } from '../pictures/picture-height.ts';
import type { Stage } from './stage.ts';

const KEY_STEP = 0.02;

export interface Compare {
  readonly element: HTMLElement;
  /** Shows the line over two pictures, or, without `after`, nothing. */
  show(size: Size, after: HTMLElement | undefined): void;
  destroy(): void;
}

/** @param stage the two pictures lie on, the later one on top. */
export function createCompare(stage: Stage): Compare {
  let part = 0.5;
  let size: Size = { width: 1, height: 1 };
  let top: HTMLElement | undefined;
  const handle = h(
    'button',
    {
      'type': 'button',
      'class': 'compare-handle',
      'role': 'slider',
      'aria-label': 'Where the second picture begins',
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    },
    iconOf('arrowLeftRight'),
  );
  const element = h('div', { class: 'compare-line', hidden: true }, handle);

  function place(): void {
    if (!top) return;
    const { x, k } = stage.view.peek();
    const onStage = x + part * size.width * k;
    // The line stays in sight when the picture is wider than the stage.
    const shown = Math.min(stage.element.clientWidth - 20, Math.max(20, onStage));
    element.style.transform = `translateX(${shown}px)`;
    top.style.clipPath = `inset(0 0 0 ${((shown - x) / (size.width * k)) * 100}%)`;
    setAttribute(handle, 'aria-valuenow', Math.round(part * 100));
  }

  function moveTo(next: number): void {
    part = Math.min(1, Math.max(0, next));
    place();
  }

  element.addEventListener('pointerdown', (event) => {
    event.stopPropagation();
    event.preventDefault();
    handle.focus();
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    if (!element.hasPointerCapture(event.pointerId)) return;
    const { x, k } = stage.view.peek();
    moveTo((stage.at(event).x - x) / (size.width * k));
  });
  handle.addEventListener('keydown', (event) => {
    const by = {
      ArrowLeft: -KEY_STEP,
      ArrowRight: KEY_STEP,
      ArrowDown: -KEY_STEP,
      ArrowUp: KEY_STEP,
      PageDown: -0.1,
      PageUp: 0.1,
      Home: -1,
      End: 1,
    }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    moveTo(part + by);
  });
  const stop = effect(() => {
    void stage.view.value;
    place();
  });
  return {
    element,
    show(next, after) {
      size = next;
      top = after;
      element.hidden = after === undefined;
      place();
    },
    destroy: stop,
  };
}
