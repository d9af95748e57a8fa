/** Small versions of pictures, as WebP; the latest are kept in memory. */
import sharp from 'sharp';
import { HttpError } from '../http/errors.ts';
import type { FoundFile } from './find.ts';

/** Widths that are made: what is asked for is rounded up to one of them. */
const WIDTHS = [64, 128, 256, 384, 512, 768, 1024, 1536, 2048] as const;
const QUALITY = 82;
const KEPT_BYTES = 64 * 2 ** 20;
/** Pictures decoded at a time: each can take hundreds of megabytes. */
const AT_A_TIME = 2;

export class Thumbnails {
  readonly #pixels: number;
  /** In order of use. */
  readonly #kept = new Map<string, Buffer>();
  readonly #making = new Map<string, Promise<Buffer>>();
  readonly #waiting: (() => void)[] = [];
  #working = 0;
  #bytes = 0;

  /** @param pixels most a picture may have. */
  constructor(pixels: number) {
    this.#pixels = pixels;
  }

  /** @throws HttpError 415 for what is no picture, or is damaged. */
  async get(file: FoundFile, width: number): Promise<Buffer> {
    const size = thumbnailWidth(width);
    const key = `${size}:${file.modified}:${file.bytes}:${file.path}`;
    const kept = this.#kept.get(key);
    if (kept) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept;
    }
    const making =
      this.#making.get(key) ??
      this.#make(file, size)
        .then((made) => this.#keep(key, made))
        .finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  async #make({ path, mediaType }: FoundFile, width: number): Promise<Buffer> {
    if (mediaType === undefined)
      throw new HttpError(415, 'no-picture', 'The file is no picture that can be made smaller.');
    if (this.#working >= AT_A_TIME) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#working += 1;
    try {
      return await sharp(path, { limitInputPixels: this.#pixels })
        .autoOrient()
        .resize({ width, withoutEnlargement: true })
        .webp({ quality: QUALITY })
        .toBuffer();
    } catch (cause) {
      throw new HttpError(415, 'no-picture', 'The picture cannot be read; it may be damaged.', { cause });
    } finally {
      this.#working -= 1;
      this.#waiting.shift()?.();
    }
  }

  #keep(key: string, made: Buffer): Buffer {
    this.#kept.set(key, made);
    this.#bytes += made.length;
    for (const [oldest, { length }] of this.#kept) {
      if (this.#bytes <= KEPT_BYTES) break;
      this.#kept.delete(oldest);
      this.#bytes -= length;
    }
    return made;
  }
}

export function thumbnailWidth(width: number): number {
  return WIDTHS.find((each) => each >= width) ?? WIDTHS[WIDTHS.length - 1] ?? width;
}
