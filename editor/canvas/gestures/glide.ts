/** Moves the view in motion, where motion is allowed; any other change of the view ends it. */
import type { Viewport } from '../../editor-context.ts';
import { between } from '../scene/viewport.ts';

const SECONDS = 0.22;

export class Glide {
  readonly #get: () => Viewport;
  readonly #set: (viewport: Viewport) => void;
  #frame = 0;
  #last: Viewport | undefined;
  #target: Viewport | undefined;

  constructor(get: () => Viewport, set: (viewport: Viewport) => void) {
    this.#get = get;
    this.#set = set;
  }

  /** Where the view will be: what comes next starts from there, so that a key pressed twice counts twice. */
  goal(): Viewport {
    const now = this.#get();
    return this.#target !== undefined && now === this.#last ? this.#target : now;
  }

  to(target: Viewport): void {
    this.stop();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#set(target);
      return;
    }
    const from = this.#get();
    this.#last = from;
    this.#target = target;
    const began = performance.now();
    const step = (now: number): void => {
      if (this.#get() !== this.#last) return;
      const part = Math.min(1, Math.max(0, (now - began) / 1000 / SECONDS));
      const next = part === 1 ? target : between(from, target, 1 - (1 - part) ** 3);
      this.#last = next;
      this.#set(next);
      if (part < 1) this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  stop(): void {
    this.#target = undefined;
    cancelAnimationFrame(this.#frame);
  }
}
