/** The pictures of nodes that are painted. */
import { smaller } from '../../controls/pictures/loadable-pictures.ts';
import type { Activity } from '../../editor-context.ts';
import { THUMBNAIL_WIDTH } from '../metrics.ts';

/** The address of the picture a node shows: the preview of a running step, or else the first picture it made. */
export function pictureOf({ previews, pictures }: Activity, node: string): string | undefined {
  const file = pictures[node]?.[0];
  return previews[node]?.url ?? (file && smaller(file.url, THUMBNAIL_WIDTH));
}
