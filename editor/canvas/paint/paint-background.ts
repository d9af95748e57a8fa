/** The background of the canvas: its colour, and a grid of dots. */
import { DOTS, ZOOM } from '../metrics.ts';
import type { PaintedState } from './painted-state.ts';
import type { Pen } from './pen.ts';

/** @param pen whose units are screen pixels. */
export function paintBackground({ context, palette }: Pen, { viewport: { x, y, k }, size }: PaintedState): void {
  context.fillStyle = palette.get('--canvas');
  context.fillRect(0, 0, size.width, size.height);
  const step = stepOf(k);
  const dot = k < ZOOM.smallDots ? DOTS.smallSize : DOTS.size;
  context.fillStyle = palette.get('--canvas-dot');
  context.beginPath();
  for (let top = firstFrom(y, step); top < size.height; top += step) {
    for (let left = firstFrom(x, step); left < size.width; left += step)
      context.rect(left - dot / 2, top - dot / 2, dot, dot);
  }
  context.fill();
}

/** Screen pixels between dots. Where they would be too close, every second dot is left out. */
function stepOf(k: number): number {
  let step = DOTS.spacing * k;
  while (step < DOTS.smallestStep) step *= 2;
  return step;
}

/** The first dot that is visible, when one lies at `origin`. */
function firstFrom(origin: number, step: number): number {
  return ((origin % step) + step) % step;
}
