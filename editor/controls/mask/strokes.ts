/** The strokes of a mask, each of which can be taken back. Keeps of each only the rectangle it changed. */
import { joined, type MaskPixels, NO_RECT, readRect, type Rect, wholeOf, writeRect } from './raster.ts';

/** Most bytes of strokes that can be taken back; the oldest are forgotten. */
const MOST_BYTES = 256 * 2 ** 20;

interface Stroke {
  readonly rect: Rect;
  /** What is not shown now: before the stroke while it is done, after it while it is taken back. */
  bytes: Uint8Array;
}

export class Strokes {
  readonly #mask: MaskPixels;
  /** The mask as it was before the stroke that goes on. */
  readonly #before: MaskPixels;
  readonly #most: number;
  #done: Stroke[] = [];
  #undone: Stroke[] = [];
  #changed: Rect = NO_RECT;

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

  /** Says what the stroke that goes on changed. */
  changed(rect: Rect): void {
    this.#changed = joined(this.#changed, rect);
  }

  /** Ends the stroke. */
  end(): void {
    const rect = this.#changed;
    this.#changed = NO_RECT;
    if (rect.width === 0 || rect.height === 0) return;
    this.#done.push({ rect, bytes: readRect(this.#before, rect) });
    this.#undone = [];
    this.#remember(rect);
    while (this.#done.length > 1 && this.#done.reduce((sum, { bytes }) => sum + bytes.length, 0) > this.#most)
      this.#done.shift();
  }

  /** Takes back what the stroke that goes on did so far. @returns what changed. */
  abort(): Rect {
    const rect = this.#changed;
    this.#changed = NO_RECT;
    writeRect(this.#mask, rect, readRect(this.#before, rect));
    return rect;
  }

  /** A change of everything, as a stroke. */
  whole(change: () => void): Rect {
    this.end();
    change();
    this.changed(wholeOf(this.#mask));
    this.end();
    return wholeOf(this.#mask);
  }

  /** @returns what changed; undefined when there was nothing. */
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

  #remember(rect: Rect): void {
    writeRect(this.#before, rect, readRect(this.#mask, rect));
  }
}
