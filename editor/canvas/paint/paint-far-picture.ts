/** The picture of a node that is painted. */
import { PICTURE_INSET } from '../../document/layout/result-room.ts';
import { type Box, NODE } from '../../document/layout/geometry.ts';
import { PAINTED_ITEM } from '../metrics.ts';
import type { Pen } from './pen.ts';

export interface FarPicture {
  /** Of its place, in canvas pixels. */
  readonly height: number;
  readonly image: HTMLImageElement;
  /** Whether it is of an earlier state of the graph. Then it is dimmed, as on elements. */
  readonly earlier: boolean;
}

/** Paints a picture in the place it has on the element of the node, cropped around its middle to fill that place. */
export function paintFarPicture({ context }: Pen, box: Box, { height, image, earlier }: FarPicture): void {
  const place = { width: box.width - 2 * PICTURE_INSET, height: height - PICTURE_INSET };
  if (place.height <= 0) return;
  const scale = Math.max(place.width / image.naturalWidth, place.height / image.naturalHeight);
  const [sourceWidth, sourceHeight] = [place.width / scale, place.height / scale];
  context.globalAlpha = earlier ? PAINTED_ITEM.earlier : 1;
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
  context.globalAlpha = 1;
}
