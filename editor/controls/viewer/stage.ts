/** A surface that shows a picture at any zoom. What lies on it is placed in pixels of the picture. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Point } from '../../document/layout/geometry.ts';
import { h } from '../../dom.ts';
import type { Size } from '../pictures/size.ts';
import { listenToStagePointers, type StagePointersOptions } from './stage-pointers.ts';
import { bounded, centred, fitted, type View, zoomedAt } from './view.ts';

/** Above this zoom the picture is not smoothed. */
const PIXELATED = 4;
/** From this zoom on there are lines between pixels. */
const GRID = 8;

export interface Stage {
  readonly element: HTMLElement;
  /** Holds the picture. One CSS pixel inside it is one pixel of the picture. */
  readonly content: HTMLElement;
  readonly view: ReadonlySignal<View>;
  /** Tells the size of a new picture. It is fitted, unless the last one had the same size. */
  setSize(size: Size): void;
  fit(): void;
  /** One pixel of the picture on one of the screen. */
  actualSize(): void;
  /** @param where the position of the element that stays in place. Default: the middle. */
  zoomBy(factor: number, where?: Point): void;
  panBy(dx: number, dy: number): void;
  /** Converts a position of the window to one of the element. */
  at(event: { readonly clientX: number; readonly clientY: number }): Point;
  destroy(): void;
}

export interface StageOptions {
  readonly canPan: StagePointersOptions['canPan'];
  readonly onPinch?: StagePointersOptions['onPinch'];
}

export function createStage({ canPan, onPinch }: StageOptions): Stage {
  const content = h('div', { class: 'stage-content' });
  const grid = h('div', { class: 'stage-grid', hidden: true });
  const element = h('div', { class: 'stage' }, content, grid);
  const view = signal<View>({ x: 0, y: 0, k: 1 });
  let size: Size = { width: 1, height: 1 };
  /** Whether the picture stays fitted when the element changes its size. */
  let isFitted = true;

  const room = (): Size => ({ width: element.clientWidth, height: element.clientHeight });

  function show(next: View): void {
    view.value = bounded(next, size, room());
    const { x, y, k } = view.value;
    content.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
    element.classList.toggle('is-pixelated', k > PIXELATED);
    grid.hidden = k < GRID;
    if (k < GRID) return;
    Object.assign(grid.style, {
      left: `${x}px`,
      top: `${y}px`,
      width: `${size.width * k}px`,
      height: `${size.height * k}px`,
      backgroundSize: `${k}px ${k}px`,
    });
  }

  function fit(): void {
    isFitted = true;
    show(fitted(size, room()));
  }

  function at({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): Point {
    const { left, top } = element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  function zoomBy(factor: number, where: Point = { x: room().width / 2, y: room().height / 2 }): void {
    isFitted = false;
    const { k } = view.peek();
    const limited = bounded({ ...view.peek(), k: k * factor }, size, room()).k;
    show(zoomedAt(view.peek(), where, limited));
  }

  function panBy(dx: number, dy: number): void {
    isFitted = false;
    const { x, y, k } = view.peek();
    show({ x: x + dx, y: y + dy, k });
  }

  listenToStagePointers({ element, canPan, onPinch, at, panBy, zoomBy });
  const observer = new ResizeObserver(() => (isFitted ? fit() : show(view.peek())));
  observer.observe(element);
  return {
    element,
    content,
    view,
    fit,
    at,
    zoomBy,
    panBy,
    setSize(next) {
      const isSame = next.width === size.width && next.height === size.height;
      size = next;
      Object.assign(content.style, { width: `${size.width}px`, height: `${size.height}px` });
      if (isSame) show(view.peek());
      else fit();
    },
    actualSize() {
      isFitted = false;
      show(centred(size, room(), 1 / devicePixelRatio));
    },
    destroy: () => observer.disconnect(),
  };
}
