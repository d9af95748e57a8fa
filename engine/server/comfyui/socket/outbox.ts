/**
 * Sends messages and pictures in the order they were given, although a picture is encoded first. When pictures are
 * given faster than they are encoded, previews are left out.
 */
import { encodePicture } from './encode-picture.ts';
import type { Picture } from './frames.ts';
import type { SentPicture } from './messages.ts';

/** Most previews that wait. */
const MOST = 8;

interface Sending {
  readonly picture: Promise<Picture | undefined> | undefined;
  readonly send: (picture: Picture | undefined) => void;
}

export class Outbox {
  readonly #waiting: Sending[] = [];
  /** Pictures that are given twice, in two kinds of frames, are encoded once. */
  readonly #encoded = new WeakMap<SentPicture, Promise<Picture | undefined>>();
  #pictures = 0;
  #isSending = false;

  /** Calls `send` when everything given before is sent. */
  message(send: () => void): void {
    this.#waiting.push({ picture: undefined, send });
    void this.#sendAll();
  }

  /** Calls `send` when everything given before is sent and the picture is encoded; not at all when it cannot be. */
  picture(picture: SentPicture, send: (picture: Picture) => void): void {
    const known = this.#encoded.get(picture);
    if (!known && 'preview' in picture && this.#pictures >= MOST) return;
    this.#pictures += 1;
    const encoding = known ?? encodePicture(picture).catch(() => undefined);
    this.#encoded.set(picture, encoding);
    this.#waiting.push({ picture: encoding, send: (encoded) => encoded && send(encoded) });
    void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      if (next.picture) this.#pictures -= 1;
      next.send(next.picture && (await next.picture));
    }
    this.#isSending = false;
  }
}
