/** Brings the files of a model from the Hub into folders that `--models` reads. */
import { readdirSync } from 'node:fs';
import { mkdir, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { formatBytes } from '../../../inference/index.ts';
import { COMFY_FOLDERS } from '../../../nodes/services/models/candidates.ts';
import { StorageError, writeErrorOf } from '../../files/storage-error.ts';
import { download } from './download.ts';
import type { Hub } from './hub.ts';
import { HubError } from './hub-error.ts';
import type { HubFile } from './models-table.ts';
import { partOf } from './partial-file.ts';
import { remoteFiles, type RemoteFile } from './remote-file.ts';

export interface GetOptions {
  readonly hub: Hub;
  /** Absolute; from {@link layoutFolder}. */
  readonly folder: string;
  /** Stops the loading; what came stays for the next run. */
  readonly signal: AbortSignal;
  /** Called with the bytes that are there, of all files that were not whole before. */
  readonly onProgress: (path: string, done: number, of: number) => void;
  /** Bytes that may be written at a folder; default: asks its file system. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

export interface GotFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string | undefined;
  /** Whether it was whole before. */
  readonly wasThere: boolean;
}

/** Where the folders of ComfyUI are: in `to`, or in its `models` when it is an installation. */
export function layoutFolder(to: string): string {
  const models = join(to, 'models');
  return resolve(!isLaidOut(to) && isLaidOut(models) ? models : to);
}

/**
 * Loads the files that are not there, one after the other. A file that is there is compared by its size.
 * @throws HubError, StorageError (such as for a disk with too little space, before anything is loaded), or the reason
 *   of the signal.
 */
export async function getModel(files: readonly HubFile[], options: GetOptions): Promise<readonly GotFile[]> {
  const { hub, folder, signal, onProgress, freeBytes = freeBytesAt } = options;
  const remotes = await remoteFiles(hub, files, signal);
  const plans = await Promise.all(remotes.map(async (remote) => ({ remote, ...(await placeOf(remote, folder)) })));
  const open = plans.filter(({ wasThere }) => !wasThere);
  const sum = open.reduce((bytes, { remote }) => bytes + remote.size, 0);
  await expectRoom(folder, sum - open.reduce((bytes, { have }) => bytes + have, 0), freeBytes);
  let [before, pending] = [0, open.reduce((bytes, { have }) => bytes + have, 0)];
  for (const { remote, path, have } of open) {
    pending -= have;
    const others = before + pending;
    await makeFolder(dirname(path));
    await download(remote, path, { hub, signal, onBytes: (bytes) => onProgress(path, others + bytes, sum) });
    before += remote.size;
  }
  return plans.map(({ remote: { size, sha256 }, path, wasThere }) => ({ path, size, sha256, wasThere }));
}

interface Place {
  readonly path: string;
  readonly wasThere: boolean;
  /** Bytes that an earlier run left. */
  readonly have: number;
}

async function placeOf({ path: source, folder: kind, size }: RemoteFile, folder: string): Promise<Place> {
  const path = join(folder, kind, source.split('/').at(-1) ?? source);
  const there = await stat(path).catch(() => undefined);
  if (there && there.size !== size)
    throw new HubError(
      `${path} has ${there.size} bytes, and the Hub's file of that name ${size}: it is another file, or damaged. ` +
        'Move it away, then type the same command again',
    );
  const part = there ? undefined : await stat(partOf(path)).catch(() => undefined);
  // More bytes than the file has are of another file: the loading begins anew.
  const have = part && part.size <= size ? part.size : 0;
  return { path, wasThere: there !== undefined, have };
}

async function expectRoom(
  folder: string,
  bytes: number,
  freeBytes: (folder: string) => Promise<number>,
): Promise<void> {
  if (bytes === 0) return;
  await makeFolder(folder);
  const free = await freeBytes(folder);
  if (free >= bytes) return;
  const lacking = `${formatBytes(bytes)} are still to be loaded, and ${formatBytes(free)} are free`;
  throw new StorageError(
    'disk-full',
    `The disk of ${folder} is too full: ${lacking}. Free some space, or name a folder on another disk with --to`,
  );
}

/** Bytes that this user may write. */
async function freeBytesAt(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writeErrorOf(error, folder) ?? error;
  });
}

/** Whether a folder is laid out as ComfyUI's `models`. */
function isLaidOut(folder: string): boolean {
  const names = namesIn(folder);
  return COMFY_FOLDERS.some((name) => names.includes(name));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
