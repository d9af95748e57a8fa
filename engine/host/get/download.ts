/** Loads one file from the Hub, goes on where an earlier run or connection stopped, and compares its digest. */
import { setTimeout } from 'node:timers/promises';
import { StorageError } from '../../files/storage-error.ts';
import type { Hub } from './hub.ts';
import { HubError, refused, unreachable } from './hub-error.ts';
import { PartialFile } from './partial-file.ts';
import type { RemoteFile } from './remote-file.ts';

/** Connections in a row that bring nothing, before the Hub counts as unreachable. */
const TRIES = 5;
/** Milliseconds before the second try; each further one waits twice as long. */
const FIRST_PAUSE = 500;

/** Answers after which the same request may succeed. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

export interface DownloadOptions {
  readonly hub: Hub;
  /** Stops the loading; what came stays for the next run. */
  readonly signal: AbortSignal;
  /** Called with the bytes of the file that are there. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * @param target path of the file when it is whole. Until then its bytes are beside it.
 * @throws HubError, StorageError, or the reason of the signal.
 */
export async function download(remote: RemoteFile, target: string, options: DownloadOptions): Promise<void> {
  const { hub, signal, onBytes } = options;
  const file = await PartialFile.open(target);
  try {
    if (file.size > remote.size) await file.empty();
    onBytes(file.size);
    for (let idle = 0; file.size < remote.size;) {
      const before = file.size;
      const error = await loadRest(remote, file, options);
      idle = file.size > before ? 0 : idle + 1;
      if (error instanceof HubError && idle >= TRIES) throw error;
      if (idle >= TRIES) throw unreachable(hub, error);
      if (error !== undefined) await setTimeout(FIRST_PAUSE * 2 ** Math.max(0, idle - 1), undefined, { signal });
    }
    if (file.size !== remote.size || (remote.sha256 !== undefined && file.digest() !== remote.sha256)) {
      await file.remove();
      throw new HubError(
        `${target} arrived with other bytes than ${hub.endpoint} names (digest ${remote.sha256 ?? 'unknown'}) ` +
          'and was removed. Type the same command again to load it anew',
      );
    }
    await file.finish();
  } finally {
    await file.close();
  }
}

/**
 * Loads what is missing over one connection.
 * @returns why the connection ended early; undefined when it did not.
 * @throws what another try cannot mend.
 */
async function loadRest(
  { url, repository, path, size }: RemoteFile,
  file: PartialFile,
  { hub, signal, onBytes }: DownloadOptions,
): Promise<unknown> {
  const headers = new Headers();
  if (hub.token !== undefined) headers.set('authorization', `Bearer ${hub.token}`);
  if (file.size > 0) headers.set('range', `bytes=${file.size}-`);
  try {
    // When it follows to another host, fetch drops the authorization, and keeps the range.
    const response = await fetch(url, { headers, signal });
    const { status, body } = response;
    if (!response.ok || !body) {
      await body?.cancel();
      const error = refused(hub, status, repository, path);
      if (PASSING.has(status)) return error;
      throw error;
    }
    if (file.size > 0 && !startsAt(response, file.size)) await file.empty();
    for await (const bytes of body as ReadableStream<Uint8Array>) {
      await file.append(bytes);
      onBytes(file.size);
      if (file.size > size) return undefined;
    }
    return file.size < size ? new Error('the connection ended early') : undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof HubError || error instanceof StorageError) throw error;
    return error;
  }
}

/** Whether a server sends from a byte on. One that knows no ranges sends the whole file. */
function startsAt({ status, headers }: Response, byte: number): boolean {
  return status === 206 && headers.get('content-range')?.startsWith(`bytes ${byte}-`) === true;
}
