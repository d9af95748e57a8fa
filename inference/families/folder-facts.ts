/** Facts of a folder from its configs and weight headers: enough for a family to recognise its own. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openComponent } from '../checkpoint/component.ts';
import { type JsonObject, readOptionalJson } from '../checkpoint/optional-json.ts';

export interface FolderFacts {
  /** Absolute path. */
  readonly dir: string;
  /**
   * The JSON object in a file of the folder or of a sub-folder; undefined when there is no such file.
   * @throws InferenceError `file-malformed`.
   */
  json(name: string): Promise<JsonObject | undefined>;
  /** Names of the tensors in the weight files of a sub-folder, from their headers; empty when it holds none. */
  tensorNames(subFolder: string): Promise<ReadonlySet<string>>;
}

/** The facts of a folder, each file read at most once. */
export function folderFacts(dir: string): FolderFacts {
  const files = new Map<string, Promise<JsonObject | undefined>>();
  return {
    dir,
    json(name) {
      const file = files.get(name) ?? readOptionalJson(dir, name);
      files.set(name, file);
      return file;
    },
    async tensorNames(subFolder) {
      const folder = join(dir, subFolder);
      const names = await readdir(folder).catch(() => []);
      if (!names.some((name) => name.endsWith('.safetensors'))) return new Set();
      return new Set((await openComponent(folder)).names());
    },
  };
}
