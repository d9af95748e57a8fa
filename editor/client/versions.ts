/** The server's versions of documents, as functions; see {@link createApi}. */
import type { DocumentVersion, VersionDetail } from '../../engine/protocol/index.ts';
import { request } from './request.ts';

const at = (document: string, version?: number): string =>
  `/api/documents/${encodeURIComponent(document)}/versions${version === undefined ? '' : `/${version}`}`;

async function answer<T>(method: string, path: string, body?: unknown): Promise<T> {
  return (await (await request(method, path, body)).json()) as T;
}

export const versionCalls = {
  /** The latest first. */
  versions: (document: string) => answer<readonly DocumentVersion[]>('GET', at(document)),
  version: (document: string, version: number) => answer<VersionDetail>('GET', at(document, version)),
  /** Keeps the present state of a document, under a name or without one. */
  keepVersion: (document: string, name?: string) => answer<DocumentVersion>('POST', at(document), { name }),
  /** @param name undefined to take the name away. */
  nameVersion: (document: string, version: number, name: string | undefined) =>
    answer<DocumentVersion>('PUT', at(document, version), { name }),
  deleteVersion: (document: string, version: number) => request('DELETE', at(document, version)),
};
