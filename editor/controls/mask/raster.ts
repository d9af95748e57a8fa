/** A mask as bytes, and the brush. Pure. */

/** 255 is painted anew, 0 is kept. Row by row from the top. */
export interface MaskPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The brush at a place of the mask, in pixels of the mask. */
export interface Dab {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface Brush {
  /** 1: a sharp edge. 0: falls off from the middle on. */
  readonly hardness: number;
  readonly erases: boolean;
}

/** Width of the edge of a hard brush, in pixels. */
const EDGE = 1;

export const NO_RECT: Rect = { x: 0, y: 0, width: 0, height: 0 };

export function emptyMask(width: number, height: number): MaskPixels {
  return { width, height, data: new Uint8Array(width * height) };
}

/**
 * Draws the brush from one place to another. Where it was already as strong nothing changes, so that places of a stroke may
 * lie over each other.
 * @returns what may have changed.
 */
export function paintSegment(
  { width, height, data }: MaskPixels,
  from: Dab,
  to: Dab,
  { hardness, erases }: Brush,
): Rect {
  const reach = Math.max(from.radius, to.radius) + EDGE;
  const rect = clipped(
    Math.min(from.x, to.x) - reach,
    Math.min(from.y, to.y) - reach,
    Math.max(from.x, to.x) + reach,
    Math.max(from.y, to.y) + reach,
    width,
    height,
  );
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length2 = dx * dx + dy * dy;
  // A pen that is pressed harder without moving gives the larger of both.
  const standing = to.radius > from.radius ? 1 : 0;
  // Most of what a stroke goes over it has painted a moment ago.
  const full = erases ? 0 : 255;
  for (let y = rect.y; y < rect.y + rect.height; y += 1) {
    for (let x = rect.x; x < rect.x + rect.width; x += 1) {
      const at = y * width + x;
      const before = data[at] ?? 0;
      if (before === full) continue;
      const px = x + 0.5 - from.x;
      const py = y + 0.5 - from.y;
      const along = length2 === 0 ? standing : Math.min(1, Math.max(0, (px * dx + py * dy) / length2));
      const radius = from.radius + along * (to.radius - from.radius);
      const strength = strengthAt(Math.sqrt((px - along * dx) ** 2 + (py - along * dy) ** 2), radius, hardness);
      if (strength <= 0) continue;
      data[at] = erases
        ? Math.min(before, Math.round(255 * (1 - strength)))
        : Math.max(before, Math.round(255 * strength));
    }
  }
  return rect;
}

/** @param distance from the middle of the brush. @returns 0 to 1. */
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

export function isEmptyMask({ data }: MaskPixels): boolean {
  return data.every((value) => value === 0);
}

/** The smallest rectangle around both. */
export function joined(a: Rect, b: Rect): Rect {
  if (a.width === 0 || a.height === 0) return b;
  if (b.width === 0 || b.height === 0) return a;
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

function clipped(left: number, top: number, right: number, bottom: number, width: number, height: number): Rect {
  const [x, y] = [Math.max(0, Math.floor(left)), Math.max(0, Math.floor(top))];
  return {
    x,
    y,
    width: Math.max(0, Math.min(width, Math.ceil(right)) - x),
    height: Math.max(0, Math.min(height, Math.ceil(bottom)) - y),
  };
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
