/**
 * Pictures of nodes as PNG files in a folder. Files are named by the content of the value, so each picture is made
 * once.
 */
import type { FileLayer } from '../../../files/file-layer.ts';
import type { StoredOutput } from '../../../cache/result.ts';
import type { NodePictureStore } from '../../../jobs/node-picture-store.ts';
import type { PictureFile } from '../../../protocol/index.ts';
import { type HeldPicture, PictureFolder, type PictureSet } from './picture-folder.ts';
import { formatPictureName, pictureFile, pictureKey } from './picture-name.ts';
import { isPictureType, picturesOf } from './value-pictures.ts';

export interface NodePicturesOptions {
  readonly folder: string;
  /** Reads a value from the cache; undefined when it is no longer kept. */
  readonly read: (stored: StoredOutput) => Promise<{ readonly value: unknown } | undefined>;
  /** Most bytes to keep; default 2 GiB. */
  readonly bytes?: number;
  /** Writes the pictures; default: the disk. */
  readonly files?: FileLayer | undefined;
}

export class NodePictures implements NodePictureStore {
  readonly #read: NodePicturesOptions['read'];
  readonly #folder: PictureFolder;
  readonly #making = new Map<string, Promise<readonly PictureFile[]>>();
  /** Pictures are made one at a time: encoding takes threads that the models could use. */
  #last: Promise<unknown>;

  constructor({ folder, read, bytes = 2 ** 31, files }: NodePicturesOptions) {
    this.#read = read;
    this.#folder = new PictureFolder(folder, bytes, files);
    // A folder that cannot be read counts as empty; writing to it says what is wrong.
    this.#last = this.#folder.load().catch(() => {});
  }

  shows({ type }: StoredOutput): boolean {
    return isPictureType(type);
  }

  show(stored: StoredOutput): Promise<readonly PictureFile[]> {
    if (!this.shows(stored)) return Promise.resolve([]);
    const id = `${stored.digest}\n${stored.type}`;
    const making =
      this.#making.get(id) ?? this.#inTurn(() => this.#show(stored)).finally(() => this.#making.delete(id));
    this.#making.set(id, making);
    return making;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #show(stored: StoredOutput): Promise<readonly PictureFile[]> {
    const key = pictureKey(stored.digest);
    const set = (await this.#folder.take(key)) ?? (await this.#make(key, stored));
    if (set.length > 0) await this.#folder.keep(key, set);
    return set.map(({ name }) => pictureFile(name));
  }

  /** @returns an empty set when the value is no longer kept. */
  async #make(key: string, stored: StoredOutput): Promise<PictureSet> {
    const found = await this.#read(stored);
    const pictures = found ? picturesOf(stored.type, found.value) : [];
    const set: HeldPicture[] = [];
    for (const [index, { width, height, encode }] of pictures.entries()) {
      const name = formatPictureName({ key, place: index + 1, count: pictures.length, width, height });
      set.push(await this.#folder.write(name, await encode()));
    }
    return set;
  }
}
