/** Pictures that are dragged or pasted: files of the system and pictures of this editor. */
import type { PictureFile } from '../../../engine/protocol/index.ts';

/** Media type of a picture of this editor, as JSON. */
export const PICTURE_TYPE = 'application/x-inkloom-picture';

/** Attaches a picture of the server to a drag: for this editor, and as an address for other programs. */
export function carryPicture(transfer: DataTransfer, picture: PictureFile): void {
  transfer.setData(PICTURE_TYPE, JSON.stringify(picture));
  const address = new URL(picture.url, location.href).href;
  transfer.setData('text/uri-list', address);
  transfer.setData('DownloadURL', `${picture.mediaType}:${picture.name.split('/').at(-1)}:${address}`);
  transfer.effectAllowed = 'copy';
}

export function hasPicture({ types }: DataTransfer): boolean {
  return types.includes(PICTURE_TYPE) || types.includes('Files');
}

/** @returns the dragged picture of this editor, if any. */
export function carriedPicture(transfer: DataTransfer): PictureFile | undefined {
  const text = transfer.getData(PICTURE_TYPE);
  if (text === '') return undefined;
  try {
    const picture = JSON.parse(text) as PictureFile;
    return typeof picture.name === 'string' && typeof picture.folder === 'string' ? picture : undefined;
  } catch {
    return undefined;
  }
}

/** The picture files in a drag or paste. */
export function pictureFiles({ files }: DataTransfer): readonly File[] {
  return [...files].filter(({ type }) => type.startsWith('image/'));
}
