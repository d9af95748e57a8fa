/** The tools of every painting function. */
import { MOST_PIXEL_RATIO } from '../metrics.ts';
import type { Palette } from './palette.ts';

export interface Pen {
  /** Its units are canvas pixels. */
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  /** The zoom: screen pixels for one canvas pixel. */
  readonly k: number;
}

/** A length in canvas pixels that is never below a length in screen pixels. */
export function atLeast({ canvas, screen }: { readonly canvas: number; readonly screen: number }, k: number): number {
  return Math.max(canvas, screen / k);
}

/** Device pixels for one screen pixel. */
export function pixelRatio(): number {
  return Math.min(MOST_PIXEL_RATIO, window.devicePixelRatio || 1);
}
