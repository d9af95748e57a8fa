/** Pictures that are dragged or pasted: files of the system, and pictures of this editor. */
import type { PictureFile } from '../../../engine/protocol/index.ts';

export const PICTURE_TYPE = 'application/x-inkloom-picture';

/** Puts a picture of the server on a drag: for this editor, and as an address for others. */
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

/** A picture of this editor, if one is dragged. */
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

/** The picture files among what is dragged or pasted. */
export function pictureFiles({ files }: DataTransfer): readonly File[] {
  return [...files].filter(({ type }) => type.startsWith('image/'));
}
