/** The folders of a server. */
import { join } from 'node:path';
import { DISK } from '../files/file-layer.ts';
import { messageOf } from '../files/storage-error.ts';
import { makeFolder } from '../files/write-file.ts';
import { packageRoot, serverInputFolders } from '../host/places.ts';
import { UsageError } from '../host/usage-error.ts';

/** Absolute paths of existing folders. */
export interface ServerFolders {
  readonly data: string;
  /** Saved workflows. */
  readonly workflows: string;
  /** Uploaded pictures; the first of {@link inputs}. */
  readonly input: string;
  /** Folders whose pictures workflows may read. The first one that has a name wins. */
  readonly inputs: readonly string[];
  /** Files that runs saved. */
  readonly output: string;
  /** Nodes of the user's own. */
  readonly ownNodes: string;
  /** Pictures that show the outputs of nodes. */
  readonly preview: string;
  /** The workflows that ship, with their pictures. */
  readonly shipped: string;
}

/**
 * Makes the folders that do not exist.
 * @param inputs further folders whose pictures workflows may read.
 * @throws UsageError when the data folder cannot be used.
 */
export async function makeFolders(data: string, inputs: readonly string[]): Promise<ServerFolders> {
  const own = {
    workflows: join(data, 'workflows'),
    ownNodes: join(data, 'nodes'),
    input: join(data, 'input'),
    output: join(data, 'output'),
    preview: join(data, 'preview'),
  };
  try {
    await makeFolder(data, DISK, 0o700);
    for (const folder of Object.values(own)) await makeFolder(folder);
  } catch (cause) {
    throw new UsageError(`The data folder ${data} cannot be used: ${messageOf(cause)}`, {
      cause,
    });
  }
  return { data, ...own, inputs: serverInputFolders(own.input, inputs), shipped: join(packageRoot(), 'workflows') };
}
