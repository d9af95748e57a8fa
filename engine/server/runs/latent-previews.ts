/** Previews of a run while it works: few enough, small, and only ever the newest of each node. */
import sharp from 'sharp';
import type { Preview } from '../../graph/define.ts';
import type { PreviewHeader } from '../../protocol/index.ts';

export interface LatentPreviewsOptions {
  readonly send: (header: PreviewHeader, picture: Uint8Array) => void;
  /** Milliseconds from one to the next at least; default 100. */
  readonly interval?: number;
}

const WEBP = { quality: 80, effort: 0 };

export class LatentPreviews {
  readonly #options: LatentPreviewsOptions;
  readonly #waiting = new Map<string, { readonly header: PreviewHeader; readonly preview: Preview }>();
  /** The node whose preview is being made. */
  #making: string | undefined;
  #sending = false;

  constructor(options: LatentPreviewsOptions) {
    this.#options = options;
  }

  offer(header: Omit<PreviewHeader, 'mediaType'>, preview: Preview): void {
    this.#waiting.set(header.node, { header: { ...header, mediaType: 'image/webp' }, preview });
    if (!this.#sending) void this.#sendAll();
  }

  /** The node is over: its previews come too late. */
  drop(node: string): void {
    this.#waiting.delete(node);
    if (this.#making === node) this.#making = undefined;
  }

  close(): void {
    this.#waiting.clear();
    this.#making = undefined;
  }

  async #sendAll(): Promise<void> {
    this.#sending = true;
    for (const [
      node,
      {
        header,
        preview: { width, height, rgb },
      },
    ] of this.#waiting) {
      this.#waiting.delete(node);
      this.#making = node;
      const picture = await sharp(rgb, { raw: { width, height, channels: 3 } })
        .webp(WEBP)
        .toBuffer()
        .catch(() => undefined);
      if (picture && this.#making === node) this.#options.send(header, picture);
      await new Promise((resolve) => setTimeout(resolve, this.#options.interval ?? 100).unref());
    }
    this.#sending = false;
  }
}
