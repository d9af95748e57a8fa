/**
 * Animates changes of the view, unless people prefer reduced motion. Any other change of the view ends the animation.
 */
import type { Viewport } from '../../editor-context.ts';
import { GLIDE_SECONDS } from '../metrics.ts';
import { between } from '../scene/viewport.ts';

export class Glide {
  readonly #get: () => Viewport;
  readonly #set: (viewport: Viewport) => void;
  #frame = 0;
  /** The view this animation set last. */
  #last: Viewport | undefined;
  #target: Viewport | undefined;

  constructor(get: () => Viewport, set: (viewport: Viewport) => void) {
    this.#get = get;
    this.#set = set;
  }

  /**
   * The view at the end of the animation, or the present one. The next change starts from it, so no key press is lost.
   */
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
      const part = Math.min(1, Math.max(0, (now - began) / 1000 / GLIDE_SECONDS));
      const next = part === 1 ? target : between(from, target, slowingDown(part));
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

/** Cubic ease-out. @param part of the time, from 0 to 1. @returns part of the way. */
function slowingDown(part: number): number {
  return 1 - (1 - part) ** 3;
}
