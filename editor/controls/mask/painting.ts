/** A mask being painted: its pixels, its undo history, and the canvas that shows it. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Point } from '../../document/layout/geometry.ts';
import { h } from '../../dom.ts';
import type { Size } from '../pictures/size.ts';
import { colourOf, tint } from './pixels.ts';
import { type Brush, type Dab, emptyMask, invertMask, type MaskPixels, paintSegment, wholeOf } from './raster.ts';
import type { Rect } from './rect.ts';
import { Strokes } from './strokes.ts';

/** The most pixels of a mask. For a larger picture it is painted smaller and enlarged where it is used. */
const MOST_PIXELS = 2 ** 24;

export interface PaintState {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Whether the mask has changed since it was saved. */
  readonly isChanged: boolean;
}

export class Painting {
  readonly canvas: HTMLCanvasElement;
  readonly mask: MaskPixels;
  /** Pixels of the mask for each pixel of the picture, along one side. At most 1. */
  readonly scale: number;
  readonly #strokes: Strokes;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #colour = colourOf('--error');
  readonly #state = signal<PaintState>({ canUndo: false, canRedo: false, isChanged: false });
  /** Where the last stroke is, or ended. */
  #last: Dab | undefined;
  #isStroke = false;

  /** @param picture its size. @param fill writes the mask to start from. */
  constructor(picture: Size, fill: (mask: MaskPixels) => void) {
    this.scale = Math.min(1, Math.sqrt(MOST_PIXELS / (picture.width * picture.height)));
    this.mask = emptyMask(
      Math.max(1, Math.round(picture.width * this.scale)),
      Math.max(1, Math.round(picture.height * this.scale)),
    );
    fill(this.mask);
    this.#strokes = new Strokes(this.mask);
    const { width, height } = this.mask;
    this.canvas = h('canvas', { class: 'painter-mask', width, height });
    this.#context = this.canvas.getContext('2d');
    this.#draw(wholeOf(this.mask));
  }

  get state(): ReadonlySignal<PaintState> {
    return this.#state;
  }

  /**
   * Begins a stroke. Positions and radii are in pixels of the picture.
   * @param straight draws a line from the last stroke.
   */
  begin(at: Point, radius: number, brush: Brush, straight: boolean): void {
    const dab = this.#dab(at, radius);
    this.#paint(straight && this.#last ? this.#last : dab, dab, brush);
    this.#isStroke = true;
  }

  /** Continues the stroke. */
  go(at: Point, radius: number, brush: Brush): void {
    if (this.#isStroke && this.#last) this.#paint(this.#last, this.#dab(at, radius), brush);
  }

  end(): void {
    if (!this.#isStroke) return;
    this.#isStroke = false;
    this.#strokes.end();
    this.#changed(true);
  }

  /** Drops the present stroke. */
  abort(): void {
    if (!this.#isStroke) return;
    this.#isStroke = false;
    this.#draw(this.#strokes.abort());
  }

  fill(value: 0 | 255): void {
    this.#whole(() => this.mask.data.fill(value));
  }

  invert(): void {
    this.#whole(() => invertMask(this.mask));
  }

  undo(): void {
    this.#swapped(this.#strokes.undo());
  }

  redo(): void {
    this.#swapped(this.#strokes.redo());
  }

  /** Marks the mask as saved. */
  saved(): void {
    this.#changed(false);
  }

  /** A change of the whole mask, as one stroke. */
  #whole(change: () => void): void {
    this.abort();
    this.#draw(this.#strokes.whole(change));
    this.#changed(true);
  }

  #swapped(rect: Rect | undefined): void {
    if (!rect) return;
    this.#draw(rect);
    this.#changed(true);
  }

  #dab({ x, y }: Point, radius: number): Dab {
    return { x: x * this.scale, y: y * this.scale, radius: radius * this.scale };
  }

  #paint(from: Dab, to: Dab, brush: Brush): void {
    const rect = paintSegment(this.mask, from, to, brush);
    this.#last = to;
    this.#strokes.changed(rect);
    this.#draw(rect);
  }

  #draw(rect: Rect): void {
    if (this.#context) tint(this.#context, this.mask, rect, this.#colour);
  }

  #changed(isChanged: boolean): void {
    this.#state.value = { canUndo: this.#strokes.canUndo, canRedo: this.#strokes.canRedo, isChanged };
  }
}
