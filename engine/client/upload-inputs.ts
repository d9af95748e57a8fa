/** Takes the pictures that a workflow loads from this machine to the server. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ServerApi } from './api.ts';
import { type Patience, patiently } from './patience.ts';

/** Uploads each picture once, however many runs load it. */
export class UploadedInputs {
  readonly #api: ServerApi;
  /** Names at the server, by digest and name here. */
  readonly #known = new Map<string, Promise<string>>();

  constructor(api: ServerApi) {
    this.#api = api;
  }

  /**
   * @param file path on this machine.
   * @returns the name by which workflows load the picture at the server; another one where that was taken.
   */
  async nameOf(file: string, patience: Patience): Promise<string> {
    const data = await readFile(file);
    const key = `${createHash('sha256').update(data).digest('hex')} ${basename(file)}`;
    const known = this.#known.get(key);
    if (known) return known;
    const { signal } = patience;
    const bytes = new Uint8Array(data);
    const uploading = patiently(() => this.#api.upload(basename(file), bytes, signal), patience).then(
      ({ name }) => name,
    );
    this.#known.set(key, uploading);
    uploading.catch(() => this.#known.delete(key));
    return uploading;
  }
}
