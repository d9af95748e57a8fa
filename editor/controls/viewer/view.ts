/** The position of a picture on its stage. Pure. A point p of the picture appears on the stage at `x + k * p`. */
import type { Point } from '../../document/layout/geometry.ts';
import type { Size } from '../pictures/size.ts';

export interface View extends Point {
  readonly k: number;
}

/** The largest zoom, 3200 %. */
export const MOST_ZOOM = 32;
/** The largest zoom that fitting a picture uses. Up to here it is shown smoothly. */
const MOST_FIT = 4;
/** The smallest zoom that fitting a picture uses. */
const LEAST_FIT = 0.01;
/** Room around a fitted picture, in pixels. */
const MARGIN = 16;
/** At least this much of a picture stays on the stage, in pixels. */
const KEPT = 48;
/** Pixels for each unit of `WheelEvent.deltaMode`: pixels, lines, pages. */
const WHEEL_UNITS = [1, 24, 400];
/** The most that one wheel event counts for, in pixels. */
const MOST_WHEEL = 240;

/** Shows the whole picture in the middle. A small one is enlarged, up to {@link MOST_FIT}. */
export function fitted(picture: Size, stage: Size): View {
  const horizontally = (stage.width - 2 * MARGIN) / picture.width;
  const vertically = (stage.height - 2 * MARGIN) / picture.height;
  return centred(picture, stage, Math.min(MOST_FIT, Math.max(LEAST_FIT, Math.min(horizontally, vertically))));
}

export function centred(picture: Size, stage: Size, k: number): View {
  return { k, x: (stage.width - picture.width * k) / 2, y: (stage.height - picture.height * k) / 2 };
}

function leastZoom(picture: Size, stage: Size): number {
  return Math.min(fitted(picture, stage).k, 0.25);
}

/** @param at the point of the stage where the picture stays in place. */
export function zoomedAt(view: View, at: Point, k: number): View {
  const by = k / view.k;
  return { k, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by };
}

/** Keeps a view within the limits of zoom, and some of the picture on the stage. */
export function bounded(view: View, picture: Size, stage: Size): View {
  const k = Math.min(MOST_ZOOM, Math.max(leastZoom(picture, stage), view.k));
  const zoomed = k === view.k ? view : zoomedAt(view, { x: stage.width / 2, y: stage.height / 2 }, k);
  return {
    k,
    x: within(zoomed.x, picture.width * k, stage.width),
    y: within(zoomed.y, picture.height * k, stage.height),
  };
}

function within(at: number, length: number, room: number): number {
  return Math.min(room - KEPT, Math.max(KEPT - length, at));
}

/** Converts a position of the stage to pixels of the picture. */
export function toPicture({ x, y, k }: View, at: Point): Point {
  return { x: (at.x - x) / k, y: (at.y - y) / k };
}

/** The zoom factor of a wheel event, alike for mice that count lines and touch pads that count pixels. */
export function wheelFactor({
  deltaY,
  deltaMode,
  ctrlKey,
}: Pick<WheelEvent, 'deltaY' | 'deltaMode' | 'ctrlKey'>): number {
  const pixels = deltaY * (WHEEL_UNITS[deltaMode] ?? 1);
  const limited = Math.max(-MOST_WHEEL, Math.min(MOST_WHEEL, pixels));
  // Browsers report a pinch on a touch pad as a small wheel movement with Ctrl.
  return Math.exp(-limited * (ctrlKey ? 0.01 : 0.002));
}
