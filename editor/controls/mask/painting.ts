/** A mask people paint: pixels, strokes that can be taken back, and the canvas that shows them. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Point } from '../../document/layout/geometry.ts';
import { h } from '../../dom.ts';
import type { Size } from '../pictures/picture-height.ts';
import { colourOf, tint } from './pixels.ts';
import {
  type Brush,
  type Dab,
  emptyMask,
  invertMask,
  type MaskPixels,
  paintSegment,
  type Rect,
  wholeOf,
} from './raster.ts';
import { Strokes } from './strokes.ts';

/** Most pixels of a mask; that of a larger picture is smaller, and made larger where it is used. */
const MOST_PIXELS = 2 ** 24;

export interface PaintState {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Something was painted since it was saved. */
  readonly isChanged: boolean;
}

export class Painting {
  readonly canvas: HTMLCanvasElement;
  readonly mask: MaskPixels;
  /** Pixels of the mask for one of the picture. */
  readonly scale: number;
  readonly #strokes: Strokes;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #colour = colourOf('--error');
  readonly #state = signal<PaintState>({ canUndo: false, canRedo: false, isChanged: false });
  #last: Dab | undefined;
  #isStroke = false;

  /** @param fill writes the mask there was. */
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

  /** @param straight from the end of the stroke before. Places and sizes are in pixels of the picture. */
  begin(at: Point, radius: number, brush: Brush, straight: boolean): void {
    const dab = this.#dab(at, radius);
    this.#paint(straight && this.#last ? this.#last : dab, dab, brush);
    this.#isStroke = true;
  }

  go(at: Point, radius: number, brush: Brush): void {
    if (this.#isStroke && this.#last) this.#paint(this.#last, this.#dab(at, radius), brush);
  }

  end(): void {
    if (!this.#isStroke) return;
    this.#isStroke = false;
    this.#strokes.end();
    this.#changed(true);
  }

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

  saved(): void {
    this.#changed(false);
  }

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
