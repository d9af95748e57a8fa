/** The server's gallery, as functions; see {@link createApi}. */
import type { GalleryFacts, GalleryPage, GalleryQuery } from '../../engine/protocol/index.ts';
import { request } from './request.ts';

async function answer<T>(method: string, path: string, body?: unknown): Promise<T> {
  return (await (await request(method, path, body)).json()) as T;
}

/** Every function takes at most 1000 ids. */
export const galleryCalls = {
  /** Saved pictures, the latest first. @param page `limit` is at most 500, `before` the `next` of the page before. */
  gallery: (query: GalleryQuery, page: { readonly limit: number; readonly before?: number }) => {
    const values = Object.entries({ ...query, ...page }).map(([name, value]) => [name, String(value)]);
    return answer<GalleryPage>('GET', `/api/gallery?${new URLSearchParams(values).toString()}`);
  },
  galleryFacts: () => answer<GalleryFacts>('GET', '/api/gallery/facts'),
  starPictures: (ids: readonly number[], isStarred: boolean) =>
    request('PUT', '/api/gallery/stars', { ids, isStarred }),
  /** @returns the ids of those that can come back. */
  deletePictures: (ids: readonly number[]) =>
    answer<{ readonly ids: readonly number[] }>('POST', '/api/gallery/delete', { ids }),
  restorePictures: (ids: readonly number[]) =>
    answer<{ readonly ids: readonly number[] }>('POST', '/api/gallery/restore', { ids }),
  /** @returns the address of a ZIP file. */
  zipPictures: (ids: readonly number[]) => answer<{ readonly url: string }>('POST', '/api/gallery/zip', { ids }),
};
