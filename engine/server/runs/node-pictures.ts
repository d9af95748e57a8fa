/**
 * Pictures of nodes: what an image or mask output holds, as PNG files for the editor to show. A file is named by the content of
 * the value, so what is shown already is not made again; the folder is bounded, and what was not shown for longest goes first.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PixelImage, PixelMask } from '../../../inference/index.ts';
import { sharpOf, sharpOfMask } from '../../../nodes/image/pixels.ts';
import { IMAGE, IMAGES, MASK } from '../../../nodes/sockets.ts';
import type { StoredOutput } from '../../cache/result.ts';
import { pictureUrl } from '../pictures/address.ts';
import type { PictureFile } from '../../protocol/index.ts';

export interface NodePicturesOptions {
  readonly folder: string;
  readonly read: (stored: StoredOutput) => Promise<{ readonly value: unknown } | undefined>;
  /** Bytes to keep; default 2 GiB. */
  readonly bytes?: number;
}

interface Held {
  readonly name: string;
  readonly bytes: number;
}

/** Speed counts: they are for looking at, and the folder is bounded. */
const COMPRESSION = 2;
const NAME = /^([0-9a-f]{32})-(\d+)of(\d+)-(\d+)x(\d+)\.png$/;

export class NodePictures {
  readonly #options: NodePicturesOptions;
  /** Files by value, those shown last at the end. */
  readonly #held = new Map<string, readonly Held[]>();
  readonly #making = new Map<string, Promise<readonly PictureFile[]>>();
  #bytes = 0;
  /** One picture is made at a time: encoding takes threads the models could use. */
  #last: Promise<unknown>;

  constructor(options: NodePicturesOptions) {
    this.#options = options;
    this.#last = this.#load();
  }

  static shows({ type }: StoredOutput): boolean {
    return type === IMAGE.name || type === MASK.name || type === IMAGES.name;
  }

  /** The pictures of a value; none when it is of another type, or not kept any more. */
  show(stored: StoredOutput): Promise<readonly PictureFile[]> {
    if (!NodePictures.shows(stored)) return Promise.resolve([]);
    const key = `${stored.digest}\n${stored.type}`;
    const making =
      this.#making.get(key) ?? this.#inTurn(() => this.#show(stored)).finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #show(stored: StoredOutput): Promise<readonly PictureFile[]> {
    const key = stored.digest.slice(0, 32);
    const known = this.#held.get(key);
    if (known) this.#forget(key, known);
    const held = known && (await this.#touch(known)) ? known : await this.#make(key, stored);
    if (held.length === 0) return [];
    this.#held.set(key, held);
    this.#bytes += sizeOf(held);
    await this.#trim(key);
    return held.map(({ name }) => fileOf(name));
  }

  #forget(key: string, held: readonly Held[]): void {
    this.#held.delete(key);
    this.#bytes -= sizeOf(held);
  }

  /** False when somebody removed one. */
  async #touch(held: readonly Held[]): Promise<boolean> {
    const now = new Date();
    try {
      for (const { name } of held) await utimes(join(this.#options.folder, name), now, now);
      return true;
    } catch {
      return false;
    }
  }

  async #make(key: string, stored: StoredOutput): Promise<readonly Held[]> {
    const found = await this.#options.read(stored);
    if (!found) return [];
    const pictures = picturesIn(stored.type, found.value);
    const made: Held[] = [];
    for (const [index, { width, height, encode }] of pictures.entries()) {
      const data = await encode();
      const name = `${key}-${index + 1}of${pictures.length}-${width}x${height}.png`;
      const temporary = join(this.#options.folder, `.${randomUUID()}`);
      await writeFile(temporary, data);
      await rename(temporary, join(this.#options.folder, name));
      made.push({ name, bytes: data.length });
    }
    return made;
  }

  /** @param keep is never removed. */
  async #trim(keep: string): Promise<void> {
    for (const [key, held] of this.#held) {
      if (this.#bytes <= (this.#options.bytes ?? 2 ** 31) || key === keep) break;
      this.#forget(key, held);
      for (const { name } of held) await rm(join(this.#options.folder, name), { force: true });
    }
  }

  async #load(): Promise<void> {
    const { folder } = this.#options;
    await mkdir(folder, { recursive: true });
    const files = await Promise.all(
      (await readdir(folder)).map(async (name) => {
        const { size, mtimeMs } = await stat(join(folder, name));
        return { name, bytes: size, modified: mtimeMs };
      }),
    );
    const found = new Map<string, Held[]>();
    for (const { name, bytes } of files.toSorted((a, b) => a.modified - b.modified)) {
      const [, key] = NAME.exec(name) ?? [];
      if (key !== undefined) found.set(key, [...(found.get(key) ?? []), { name, bytes }]);
      else await rm(join(folder, name), { force: true, recursive: true });
    }
    for (const [key, held] of found) {
      const first = NAME.exec(held[0]?.name ?? '');
      // Not all of them were written before the end: they are made again over what there is.
      if (held.length !== Number(first?.[3])) continue;
      this.#held.set(
        key,
        held.toSorted((a, b) => placeOf(a.name) - placeOf(b.name)),
      );
      this.#bytes += sizeOf(held);
    }
  }
}

function picturesIn(
  type: string,
  value: unknown,
): readonly { readonly width: number; readonly height: number; readonly encode: () => Promise<Uint8Array> }[] {
  if (type === MASK.name) {
    const mask = value as PixelMask;
    return [
      {
        width: mask.width,
        height: mask.height,
        encode: () => sharpOfMask(mask).png({ compressionLevel: COMPRESSION }).toBuffer(),
      },
    ];
  }
  const images = type === IMAGES.name ? (value as readonly PixelImage[]) : [value as PixelImage];
  return images.map((image) => ({
    width: image.width,
    height: image.height,
    encode: () => sharpOf(image).png({ compressionLevel: COMPRESSION }).toBuffer(),
  }));
}

function fileOf(name: string): PictureFile {
  const [, , , , width, height] = NAME.exec(name) ?? [];
  return {
    folder: 'preview',
    name,
    url: pictureUrl('preview', name),
    mediaType: 'image/png',
    width: Number(width),
    height: Number(height),
  };
}

function placeOf(name: string): number {
  return Number(NAME.exec(name)?.[2]);
}

function sizeOf(held: readonly Held[]): number {
  return held.reduce((sum, { bytes }) => sum + bytes, 0);
}
