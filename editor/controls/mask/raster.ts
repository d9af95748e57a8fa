/** A mask as bytes, and painting on it. Pure. */
import { clipped, type Rect } from './rect.ts';

/** One byte a pixel, row by row from the top: 255 is repainted, 0 is kept. */
export interface MaskPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The brush at a position of the mask, in pixels of the mask. */
export interface Dab {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface Brush {
  /** 1 has a sharp edge, 0 fades from the middle on. */
  readonly hardness: number;
  readonly erases: boolean;
}

/** Least value of a pixel that is repainted, as in inference: half of 255. */
const PAINTED = 128;
/** Width of the edge of a hard brush, in pixels. */
const EDGE = 1;

export function emptyMask(width: number, height: number): MaskPixels {
  return { width, height, data: new Uint8Array(width * height) };
}

/**
 * Draws the brush from one position to another. A pixel never becomes weaker, or when erasing stronger, so a stroke may
 * cross itself.
 * @returns the part of the mask that may have changed.
 */
export function paintSegment(
  { width, height, data }: MaskPixels,
  from: Dab,
  to: Dab,
  { hardness, erases }: Brush,
): Rect {
  const rect = reachOf(from, to, width, height);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length2 = dx * dx + dy * dy;
  // Where the brush stands still and only its radius changes, the larger one counts.
  const standing = to.radius > from.radius ? 1 : 0;
  const full = erases ? 0 : 255;
  for (let y = rect.y; y < rect.y + rect.height; y += 1) {
    for (let x = rect.x; x < rect.x + rect.width; x += 1) {
      const at = y * width + x;
      const before = data[at] ?? 0;
      // Most pixels below a stroke were painted a moment ago.
      if (before === full) continue;
      // The centre of the pixel, relative to the start, and the nearest point of the segment.
      const px = x + 0.5 - from.x;
      const py = y + 0.5 - from.y;
      const along = length2 === 0 ? standing : Math.min(1, Math.max(0, (px * dx + py * dy) / length2));
      const radius = from.radius + along * (to.radius - from.radius);
      const distance = Math.sqrt((px - along * dx) ** 2 + (py - along * dy) ** 2);
      const strength = strengthAt(distance, radius, hardness);
      if (strength <= 0) continue;
      data[at] = erases
        ? Math.min(before, Math.round(255 * (1 - strength)))
        : Math.max(before, Math.round(255 * strength));
    }
  }
  return rect;
}

function reachOf(from: Dab, to: Dab, width: number, height: number): Rect {
  const reach = Math.max(from.radius, to.radius) + EDGE;
  const edges = {
    left: Math.min(from.x, to.x) - reach,
    top: Math.min(from.y, to.y) - reach,
    right: Math.max(from.x, to.x) + reach,
    bottom: Math.max(from.y, to.y) + reach,
  };
  return clipped(edges, width, height);
}

/**
 * Fades from the inner to the outer radius by smoothstep.
 * @param distance from the middle of the brush.
 * @returns 0 to 1.
 */
export function strengthAt(distance: number, radius: number, hardness: number): number {
  const outer = radius + EDGE / 2;
  const inner = Math.min(radius * hardness, outer - EDGE);
  const part = Math.min(1, Math.max(0, (outer - distance) / (outer - inner)));
  return part * part * (3 - 2 * part);
}

export function invertMask({ data }: MaskPixels): void {
  for (let at = 0; at < data.length; at += 1) data[at] = 255 - (data[at] ?? 0);
}

export function wholeOf({ width, height }: MaskPixels): Rect {
  return { x: 0, y: 0, width, height };
}

/** Whether the mask paints nothing: the model repaints what is half marked or more. */
export function isEmptyMask({ data }: MaskPixels): boolean {
  return data.every((value) => value < PAINTED);
}

export function readRect({ width, data }: MaskPixels, rect: Rect): Uint8Array {
  const bytes = new Uint8Array(rect.width * rect.height);
  for (let row = 0; row < rect.height; row += 1) {
    const at = (rect.y + row) * width + rect.x;
    bytes.set(data.subarray(at, at + rect.width), row * rect.width);
  }
  return bytes;
}

export function writeRect({ width, data }: MaskPixels, rect: Rect, bytes: Uint8Array): void {
  for (let row = 0; row < rect.height; row += 1)
    data.set(bytes.subarray(row * rect.width, (row + 1) * rect.width), (rect.y + row) * width + rect.x);
}
