/** Addresses of pictures. */
import type { PictureFile } from '../../protocol/index.ts';

/** @param name of the file; with slashes when it is in a sub-folder. */
export function pictureUrl(folder: PictureFile['folder'], name: string): string {
  return `/api/pictures/${folder}/${encodeURIComponent(name)}`;
}
