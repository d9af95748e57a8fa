/** Settings that clients keep for their user: any JSON by name, in one file. */
import { readFile } from 'node:fs/promises';
import { isRecord } from '../../../workflow/import/is-record.ts';
import type { UserFiles } from './user-files.ts';

/** As ComfyUI names it, so that a folder of users can be moved here. */
const FILE = 'comfy.settings.json';

export type Settings = Readonly<Record<string, unknown>>;

export class UserSettings {
  readonly #files: UserFiles;
  /** One change at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(files: UserFiles) {
    this.#files = files;
  }

  /** Empty when there is no file, or one that cannot be read. */
  async read(): Promise<Settings> {
    try {
      const settings: unknown = JSON.parse(await readFile(await this.#files.find(FILE), 'utf8'));
      return isRecord(settings) ? settings : {};
    } catch {
      return {};
    }
  }

  /** @throws StorageError */
  async set(changed: Settings): Promise<void> {
    const change = this.#last.then(async () => {
      const settings = { ...(await this.read()), ...changed };
      await this.#files.write(FILE, Buffer.from(JSON.stringify(settings, null, 2)));
    });
    this.#last = change.catch(() => {});
    await change;
  }
}
