/** Where a picture is on its stage. Pure. A point of the picture is shown at `x + k * pictureX`. */
import type { Point } from '../../document/layout/geometry.ts';
import type { Size } from '../pictures/picture-height.ts';

export interface View extends Point {
  readonly k: number;
}

/** 3200 %. */
export const MOST_ZOOM = 32;
/** Most zoom to fit a picture, which is still shown smoothly. */
const MOST_FIT = 4;
/** Room around a picture that fits, in pixels. */
const MARGIN = 16;
/** So much of a picture stays on the stage, in pixels. */
const KEPT = 48;

/** The whole picture in the middle; a small one is made larger, up to where pixels begin to show. */
export function fitted(picture: Size, stage: Size): View {
  const k = Math.min(
    MOST_FIT,
    Math.max(0.01, Math.min((stage.width - 2 * MARGIN) / picture.width, (stage.height - 2 * MARGIN) / picture.height)),
  );
  return centred(picture, stage, k);
}

export function centred(picture: Size, stage: Size, k: number): View {
  return { k, x: (stage.width - picture.width * k) / 2, y: (stage.height - picture.height * k) / 2 };
}

export function leastZoom(picture: Size, stage: Size): number {
  return Math.min(fitted(picture, stage).k, 0.25);
}

/** @param at the point of the stage that stays over the same point of the picture. */
export function zoomedAt(view: View, at: Point, k: number): View {
  const by = k / view.k;
  return { k, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by };
}

/** Within the limits of zoom, and with some of the picture on the stage. */
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

export function toPicture({ x, y, k }: View, at: Point): Point {
  return { x: (at.x - x) / k, y: (at.y - y) / k };
}

/** How much a wheel event zooms; the same for mice that count lines and pads that count pixels. */
export function wheelFactor({
  deltaY,
  deltaMode,
  ctrlKey,
}: Pick<WheelEvent, 'deltaY' | 'deltaMode' | 'ctrlKey'>): number {
  const pixels = deltaY * (deltaMode === 1 ? 24 : deltaMode === 2 ? 400 : 1);
  return Math.exp(-Math.max(-240, Math.min(240, pixels)) * (ctrlKey ? 0.01 : 0.002));
}
