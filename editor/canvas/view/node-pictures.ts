/** The pictures of nodes that are painted: their addresses and heights. */
import { smaller } from '../../controls/pictures/loadable-pictures.ts';
import { pictureHeight } from '../../controls/pictures/picture-height.ts';
import type { Activity } from '../../editor-context.ts';
import { THUMBNAIL_WIDTH } from '../metrics.ts';
import type { Scene } from '../scene/scene.ts';

/** The address of the picture a node shows: the preview of a running step, or else the first picture it made. */
export function pictureOf({ previews, pictures }: Activity, node: string): string | undefined {
  const file = pictures[node]?.[0];
  return previews[node]?.url ?? (file && smaller(file.url, THUMBNAIL_WIDTH));
}

/** Tells the scene the heights of pictures, as the elements of the nodes would (controls/pictures/picture.ts). */
export function measurePictures(scene: Scene, { pictures }: Activity): void {
  for (const [id, files] of Object.entries(pictures)) {
    const node = scene.nodes.get(id);
    const [first] = files;
    if (!node || !first || scene.pictureHeight(id) > 0) continue;
    // A node that loads a picture shows it in its field already.
    const isLoader = Object.values(node.shape.inputs).some(({ kind }) => kind === 'file');
    if (!isLoader) scene.setPictureHeight(id, pictureHeight(files.length, node.placed.width, sizeOf(first)));
  }
}

function sizeOf({
  width,
  height,
}: Activity['pictures'][string][number]): { readonly width: number; readonly height: number } | undefined {
  return width === undefined || height === undefined ? undefined : { width, height };
}
