/** What the Hub says of files: size and digest. */
import { HubApiError, pathsInfo } from '@huggingface/hub';
import type { Hub } from './hub.ts';
import { HubError, missing, refused, unreachable } from './hub-error.ts';
import type { HubFile } from './models-table.ts';

export interface RemoteFile extends HubFile {
  readonly url: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256, hexadecimal; undefined for a small file, which the Hub knows by another digest. */
  readonly sha256: string | undefined;
}

/**
 * Sizes and digests of files, in their order; one request for each repository.
 * @throws HubError for a file or repository that is missing or refused, or a Hub that cannot be reached.
 */
export async function remoteFiles(
  hub: Hub,
  files: readonly HubFile[],
  signal: AbortSignal,
): Promise<readonly RemoteFile[]> {
  const repositories = [...new Set(files.map(({ repository }) => repository))];
  const found = await Promise.all(
    repositories.map((repository) => {
      const inIt = files.filter((file) => file.repository === repository);
      return inRepository(hub, repository, inIt, signal);
    }),
  );
  const all = new Map(found.flat().map((file) => [file.url, file]));
  return files.flatMap((file) => all.get(urlOf(hub, file)) ?? []);
}

async function inRepository(
  hub: Hub,
  repository: string,
  files: readonly HubFile[],
  signal: AbortSignal,
): Promise<readonly RemoteFile[]> {
  const { endpoint: hubUrl, token: accessToken } = hub;
  const infos = await pathsInfo({
    repo: repository,
    paths: files.map(({ path }) => path),
    hubUrl,
    ...(accessToken === undefined ? {} : { accessToken }),
    fetch: (url, init) => fetch(url, { ...init, signal }),
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    if (error instanceof HubApiError) throw refused(hub, error.statusCode, repository);
    throw unreachable(hub, error);
  });
  return files.map((file) => {
    const info = infos.find(({ path, type }) => path === file.path && type === 'file');
    if (!info) throw missing(hubUrl, repository, file.path);
    const sha256 = info.lfs?.oid;
    const size = info.lfs?.size ?? info.size;
    if (!Number.isSafeInteger(size) || (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)))
      throw new HubError(`${hubUrl} names no size and digest of ${file.path} in ${repository}. Is it a Hub?`);
    return { ...file, url: urlOf(hub, file), size, sha256 };
  });
}

function urlOf({ endpoint }: Hub, { repository, path }: HubFile): string {
  return `${endpoint}/${repository}/resolve/main/${path.split('/').map(encodeURIComponent).join('/')}`;
}
