/** A surface that shows a picture at any zoom: wheel, dragging, two fingers. What lies on it is placed in pixels of the picture. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Point } from '../../document/layout/geometry.ts';
import { h } from '../../dom.ts';
import type { Size } from '../pictures/picture-height.ts';
import { bounded, centred, fitted, type View, wheelFactor, zoomedAt } from './view.ts';

/** Above this zoom pixels are squares. */
const PIXELATED = 4;
/** From this zoom there are lines between them. */
const GRID = 8;

export interface Stage {
  readonly element: HTMLElement;
  /** In it one CSS pixel is a pixel of the picture. */
  readonly content: HTMLElement;
  readonly view: ReadonlySignal<View>;
  /** Another picture: it is fitted, unless it is as large as the one before. */
  setSize(size: Size): void;
  fit(): void;
  /** One pixel of the picture on one of the screen. */
  actualSize(): void;
  /** @param at of the element; default: the middle. */
  zoomBy(factor: number, at?: Point): void;
  panBy(dx: number, dy: number): void;
  /** A place of the window on the element. */
  at(event: { readonly clientX: number; readonly clientY: number }): Point;
  destroy(): void;
}

export interface StageOptions {
  /** Whether a press drags the picture. Two fingers always do. */
  readonly canPan: (event: PointerEvent) => boolean;
  /** A second finger came down: what the first one began is none. */
  readonly onPinch?: (() => void) | undefined;
}

export function createStage({ canPan, onPinch }: StageOptions): Stage {
  const content = h('div', { class: 'stage-content' });
  const grid = h('div', { class: 'stage-grid', hidden: true });
  const element = h('div', { class: 'stage' }, content, grid);
  const view = signal<View>({ x: 0, y: 0, k: 1 });
  let size: Size = { width: 1, height: 1 };
  let isFitted = true;
  /** Fingers and pressed mice, by pointer. */
  const pointers = new Map<number, Point>();

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

  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (event.shiftKey && !event.ctrlKey) panBy(-event.deltaY - event.deltaX, 0);
      else zoomBy(wheelFactor(event), at(event));
    },
    { passive: false },
  );
  element.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch' && pointers.size === 1) onPinch?.();
    if (!(event.pointerType === 'touch' && pointers.size > 0) && !canPan(event)) {
      // A finger that paints counts for the second one that may come.
      if (event.pointerType === 'touch') pointers.set(event.pointerId, at(event));
      return;
    }
    pointers.set(event.pointerId, at(event));
    element.setPointerCapture(event.pointerId);
    element.classList.add('is-panning');
  });
  element.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    pointers.set(event.pointerId, now);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const distance = (point: Point): number => Math.hypot(point.x - other.x, point.y - other.y) || 1;
      panBy((now.x - before.x) / 2, (now.y - before.y) / 2);
      zoomBy(distance(now) / distance(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    } else if (element.classList.contains('is-panning')) panBy(now.x - before.x, now.y - before.y);
  });
  const release = ({ pointerId }: PointerEvent): void => {
    pointers.delete(pointerId);
    if (pointers.size === 0) element.classList.remove('is-panning');
  };
  element.addEventListener('pointerup', release);
  element.addEventListener('pointercancel', release);

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
