/** The picture of a node that is painted. */
import { PICTURE_INSET } from '../../document/layout/result-room.ts';
import { type Box, NODE } from '../../document/layout/geometry.ts';
import type { Pen } from './pen.ts';

/**
 * Paints a picture in the place it has on the element of the node, and crops it around its middle to fill that place.
 * @param height of the place, in canvas pixels.
 */
export function paintFarPicture({ context }: Pen, box: Box, height: number, image: HTMLImageElement): void {
  const place = { width: box.width - 2 * PICTURE_INSET, height: height - PICTURE_INSET };
  if (place.height <= 0) return;
  const scale = Math.max(place.width / image.naturalWidth, place.height / image.naturalHeight);
  const [sourceWidth, sourceHeight] = [place.width / scale, place.height / scale];
  context.drawImage(
    image,
    (image.naturalWidth - sourceWidth) / 2,
    (image.naturalHeight - sourceHeight) / 2,
    sourceWidth,
    sourceHeight,
    box.x + PICTURE_INSET,
    box.y + box.height - NODE.footer - NODE.padding - height,
    place.width,
    place.height,
  );
}
