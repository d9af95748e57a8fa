/** Small versions of pictures, as WebP. The latest are kept in memory. */
import { basename } from 'node:path';
import sharp from 'sharp';
import { mostPixels } from '../../../nodes/image/limits.ts';
import { HttpError } from '../http/errors.ts';
import { checkSize } from './check-size.ts';
import type { FoundFile } from './find.ts';

/** Widths in pixels. A requested width is rounded up to one of these. */
const WIDTHS = [64, 128, 256, 384, 512, 768, 1024, 1536, 2048] as const;
const QUALITY = 82;
const KEPT_BYTES = 64 * 2 ** 20;
/** Pictures decoded at a time: one can take hundreds of megabytes, and decoding uses several cores by itself. */
const DECODED_AT_ONCE = 1;

export class Thumbnails {
  readonly #pixels: number;
  /** The one used last is at the end. */
  readonly #kept = new Map<string, Buffer>();
  readonly #making = new Map<string, Promise<Buffer>>();
  /** Continue those that wait for their turn to decode. */
  readonly #waiting: (() => void)[] = [];
  #decoding = 0;
  #bytes = 0;

  /** @param pixels most pixels of a picture. */
  constructor(pixels: number) {
    this.#pixels = pixels;
  }

  /**
   * @param width in pixels; a picture is never enlarged.
   * @throws HttpError 415 for a file that is not a picture, or is damaged; 413 for one of too many pixels.
   */
  async get(file: FoundFile, width: number): Promise<Buffer> {
    const size = thumbnailWidth(width);
    const key = `${size}:${file.stamp}:${file.path}`;
    const kept = this.#kept.get(key);
    if (kept) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept;
    }
    const making = this.#making.get(key) ?? this.#make(key, file, size).finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  async #make(key: string, { path, mediaType }: FoundFile, width: number): Promise<Buffer> {
    if (mediaType === undefined)
      throw new HttpError(415, 'no-picture', 'The file is no picture that can be made smaller.');
    const thumbnail = await this.#inTurn(() => shrink(path, width, this.#pixels));
    this.#keep(key, thumbnail);
    return thumbnail;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#decoding >= DECODED_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#decoding += 1;
    try {
      return await work();
    } finally {
      this.#decoding -= 1;
      this.#waiting.shift()?.();
    }
  }

  #keep(key: string, thumbnail: Buffer): void {
    this.#kept.set(key, thumbnail);
    this.#bytes += thumbnail.length;
    for (const [oldest, { length }] of this.#kept) {
      if (this.#bytes <= KEPT_BYTES) break;
      this.#kept.delete(oldest);
      this.#bytes -= length;
    }
  }
}

/** The width that is made for a requested one. */
export function thumbnailWidth(width: number): number {
  return WIDTHS.find((each) => each >= width) ?? WIDTHS[WIDTHS.length - 1] ?? width;
}

async function shrink(path: string, width: number, pixels: number): Promise<Buffer> {
  // The limit is for what is decoded, and a header is not.
  const header = await sharp(path, { limitInputPixels: false }).metadata().catch(damaged);
  checkSize(basename(path), { ...header.autoOrient, most: mostPixels(header, pixels) }, pixels);
  const picture = sharp(path, { limitInputPixels: pixels, sequentialRead: true }).autoOrient();
  return picture.resize({ width, withoutEnlargement: true }).webp({ quality: QUALITY }).toBuffer().catch(damaged);
}

function damaged(cause: unknown): never {
  throw new HttpError(415, 'no-picture', 'The picture cannot be read; it may be damaged.', { cause });
}
