/** A line over two pictures, with one on its left and the other on its right. It can be dragged, or moved by keys. */
import { effect } from '@preact/signals';
import { h, iconOf, setAttribute } from '../../dom.ts';
import type { Size } from '../pictures/size.ts';
import type { Stage } from './stage.ts';
import { keyHandler } from '../../key-events.ts';
import { t } from '../../i18n/t.ts';

/** How far each key moves the line, as a part of the width. Home and End are clamped. */
const KEY_STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -0.02,
  ArrowRight: 0.02,
  ArrowDown: -0.02,
  ArrowUp: 0.02,
  PageDown: -0.1,
  PageUp: 0.1,
  Home: -1,
  End: 1,
};
/** Least distance of the line to the edges of the stage, in pixels. */
const MARGIN = 20;

export interface Compare {
  readonly element: HTMLElement;
  /** Shows the line over two pictures of this size. Without `after`, hides it. */
  show(size: Size, after: HTMLElement | undefined): void;
  destroy(): void;
}

/** @param stage where the two pictures lie, the right one on top. */
export function createCompare(stage: Stage): Compare {
  /** Position of the line, 0 to 1 from left to right. */
  let part = 0.5;
  let size: Size = { width: 1, height: 1 };
  let top: HTMLElement | undefined;
  const handle = h(
    'button',
    {
      'type': 'button',
      'class': 'compare-handle',
      'role': 'slider',
      'aria-label': t('Line between the two pictures'),
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
    // The line stays visible when the picture is wider than the stage.
    const shown = Math.min(stage.element.clientWidth - MARGIN, Math.max(MARGIN, onStage));
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
  handle.addEventListener(
    'keydown',
    keyHandler((event) => {
      const by = KEY_STEPS[event.key];
      if (by === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      moveTo(part + by);
    }),
  );
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
