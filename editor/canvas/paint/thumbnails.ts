/** Small pictures for painted nodes. Each is loaded once; the oldest are dropped. */
import { KEPT } from '../metrics.ts';

export class Thumbnails {
  readonly #images = new Map<string, HTMLImageElement>();
  readonly #onLoad: () => void;

  /** @param onLoad called when a picture can be painted. */
  constructor(onLoad: () => void) {
    this.#onLoad = onLoad;
  }

  /** @returns undefined while the picture is loading, and when the address has none. */
  get(url: string): HTMLImageElement | undefined {
    const known = this.#images.get(url);
    if (known) return known.complete && known.naturalWidth > 0 ? known : undefined;
    const image = new Image();
    image.addEventListener('load', this.#onLoad);
    image.src = url;
    this.#images.set(url, image);
    for (const oldest of this.#images.keys()) {
      if (this.#images.size <= KEPT.thumbnails) break;
      this.#images.delete(oldest);
    }
    return undefined;
  }
}
