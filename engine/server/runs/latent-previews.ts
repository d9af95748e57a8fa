/** Encodes and sends the previews of a running run: a limited number per second, and only the newest of each node. */
import sharp from 'sharp';
import type { Preview } from '../../graph/define.ts';
import type { PreviewHeader } from '../../protocol/index.ts';

export interface LatentPreviewsOptions {
  readonly send: (header: PreviewHeader, picture: Uint8Array) => void;
  /** Least milliseconds between previews; default 100. */
  readonly interval?: number;
}

interface WaitingPreview {
  readonly header: PreviewHeader;
  readonly preview: Preview;
}

/** Fast rather than small. */
const WEBP = { quality: 80, effort: 0 };

export class LatentPreviews {
  readonly #send: LatentPreviewsOptions['send'];
  readonly #interval: number;
  /** The newest preview of each node, by node id. */
  readonly #waiting = new Map<string, WaitingPreview>();
  /** The node whose preview is being encoded; undefined when the result must not be sent. */
  #encoding: string | undefined;
  #isSending = false;

  constructor({ send, interval = 100 }: LatentPreviewsOptions) {
    this.#send = send;
    this.#interval = interval;
  }

  /** Sends a preview when its turn comes, unless a newer one of its node is offered first. */
  offer(header: Omit<PreviewHeader, 'mediaType'>, preview: Preview): void {
    this.#waiting.set(header.node, { header: { ...header, mediaType: 'image/webp' }, preview });
    if (!this.#isSending) void this.#sendAll();
  }

  /** Drops the previews of a node that is over. */
  drop(node: string): void {
    this.#waiting.delete(node);
    if (this.#encoding === node) this.#encoding = undefined;
  }

  close(): void {
    this.#waiting.clear();
    this.#encoding = undefined;
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    // A map may change while it is iterated: nodes that are offered a preview meanwhile come at the end.
    for (const [node, { header, preview }] of this.#waiting) {
      this.#waiting.delete(node);
      this.#encoding = node;
      const picture = await encode(preview).catch(() => undefined);
      if (picture && this.#encoding === node) this.#send(header, picture);
      await new Promise((resolve) => setTimeout(resolve, this.#interval).unref());
    }
    this.#isSending = false;
  }
}

function encode({ width, height, rgb }: Preview): Promise<Uint8Array> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .webp(WEBP)
    .toBuffer();
}
