/** The undo history of a mask. For each stroke it keeps only the rectangle that the stroke changed. */
import { type MaskPixels, readRect, wholeOf, writeRect } from './raster.ts';
import { isEmptyRect, joined, NO_RECT, type Rect } from './rect.ts';

/** The most bytes of strokes to keep. Beyond that the oldest are forgotten. */
const MOST_BYTES = 256 * 2 ** 20;

interface Stroke {
  readonly rect: Rect;
  /** The bytes of the rectangle that undo, or for an undone stroke redo, puts back. */
  bytes: Uint8Array;
}

export class Strokes {
  readonly #mask: MaskPixels;
  /** A copy of the mask from before the present stroke. */
  readonly #before: MaskPixels;
  readonly #most: number;
  /** Strokes that can be undone, the latest last. */
  #done: Stroke[] = [];
  #undone: Stroke[] = [];
  /** The part that the present stroke has changed so far. */
  #changed: Rect = NO_RECT;

  /** @param most the most bytes of strokes to keep. */
  constructor(mask: MaskPixels, most = MOST_BYTES) {
    this.#mask = mask;
    this.#before = { ...mask, data: mask.data.slice() };
    this.#most = most;
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** Adds to the part that the present stroke has changed. */
  changed(rect: Rect): void {
    this.#changed = joined(this.#changed, rect);
  }

  /** Ends the present stroke. */
  end(): void {
    const rect = this.#changed;
    this.#changed = NO_RECT;
    if (isEmptyRect(rect)) return;
    this.#done.push({ rect, bytes: readRect(this.#before, rect) });
    this.#undone = [];
    this.#remember(rect);
    while (this.#done.length > 1 && this.#size() > this.#most) this.#done.shift();
  }

  /** Bytes of all strokes that can be undone. */
  #size(): number {
    return this.#done.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** Drops the present stroke. @returns the part of the mask that changed. */
  abort(): Rect {
    const rect = this.#changed;
    this.#changed = NO_RECT;
    writeRect(this.#mask, rect, readRect(this.#before, rect));
    return rect;
  }

  /** Makes a change of the whole mask one stroke. @returns the whole mask. */
  whole(change: () => void): Rect {
    this.end();
    change();
    this.changed(wholeOf(this.#mask));
    this.end();
    return wholeOf(this.#mask);
  }

  /** @returns the part of the mask that changed; undefined if there is nothing to undo. */
  undo(): Rect | undefined {
    return this.#swap(this.#done, this.#undone);
  }

  redo(): Rect | undefined {
    return this.#swap(this.#undone, this.#done);
  }

  #swap(from: Stroke[], to: Stroke[]): Rect | undefined {
    this.end();
    const stroke = from.pop();
    if (!stroke) return undefined;
    const now = readRect(this.#mask, stroke.rect);
    writeRect(this.#mask, stroke.rect, stroke.bytes);
    stroke.bytes = now;
    to.push(stroke);
    this.#remember(stroke.rect);
    return stroke.rect;
  }

  /** Updates the copy from before the present stroke. */
  #remember(rect: Rect): void {
    writeRect(this.#before, rect, readRect(this.#mask, rect));
  }
}
