/** Small pictures for nodes that are drawn: loaded once, the oldest forgotten. */
const MOST = 120;

export class Thumbnails {
  readonly #images = new Map<string, HTMLImageElement>();
  readonly #loaded: () => void;

  /** @param loaded called when a picture came: it can be drawn now. */
  constructor(loaded: () => void) {
    this.#loaded = loaded;
  }

  /** @returns undefined while it is loading, and for what is no picture. */
  get(url: string): HTMLImageElement | undefined {
    const known = this.#images.get(url);
    if (known) return known.complete && known.naturalWidth > 0 ? known : undefined;
    const image = new Image();
    image.addEventListener('load', this.#loaded);
    image.src = url;
    this.#images.set(url, image);
    for (const oldest of this.#images.keys()) {
      if (this.#images.size <= MOST) break;
      this.#images.delete(oldest);
    }
    return undefined;
  }
}
