/** Refuses pictures of too many pixels, in the same words wherever they come from. */
import { HttpError } from '../http/errors.ts';

/** Sides in pixels, and the most pixels of a file of this kind. */
interface Size {
  readonly width: number;
  readonly height: number;
  readonly most: number;
}

/**
 * @param name as people may see it.
 * @param pixels most of a file of any kind.
 * @throws HttpError 413.
 */
export function checkSize(name: string, { width, height, most }: Size, pixels: number): void {
  if (width * height <= most) return;
  const kind = most < pixels ? ' for an interlaced PNG: save it without interlacing' : '';
  throw new HttpError(
    413,
    'too-large',
    `"${name}" has ${width} x ${height} pixels; the most is ${most} altogether${kind}.`,
  );
}
