/** The pictures of nodes that have no element: how much room they take, and where they are. */
import { smaller } from '../../controls/pictures/loadable-pictures.ts';
import { pictureHeight } from '../../controls/pictures/picture-height.ts';
import type { Activity } from '../../editor-context.ts';
import type { Scene } from '../scene/scene.ts';

/** Screen pixels; a node that is drawn is no wider. */
const WIDTH = 160;

/** What a node shows first: what it is making, else what it made. */
export function pictureOf({ previews, pictures }: Activity, node: string): string | undefined {
  const file = pictures[node]?.[0];
  return previews[node]?.url ?? (file && smaller(file.url, WIDTH));
}

/** Tells the scene, as the element of the node would (controls/picture.ts). */
export function measurePictures(scene: Scene, { pictures }: Activity): void {
  for (const [id, files] of Object.entries(pictures)) {
    const { placed, shape } = scene.nodes.get(id) ?? {};
    const [first] = files;
    if (!placed || !shape || scene.pictureHeight(id) > 0 || !first) continue;
    // What a node loads is in its field already.
    if (Object.values(shape.inputs).some(({ kind }) => kind === 'file')) continue;
    scene.setPictureHeight(
      id,
      pictureHeight(
        files.length,
        placed.width,
        first.width !== undefined && first.height !== undefined
          ? { width: first.width, height: first.height }
          : undefined,
      ),
    );
  }
}
