/** The pictures of nodes that are painted. */
import { smaller } from '../../controls/pictures/loadable-pictures.ts';
import type { Activity } from '../../editor-context.ts';
import { THUMBNAIL_WIDTH } from '../metrics.ts';

/** The address of the picture a node shows: the preview of a running step, or else the first picture it made. */
export function pictureOf({ previews, pictures }: Activity, node: string): string | undefined {
  const file = pictures[node]?.[0];
  return previews[node]?.url ?? (file && smaller(file.url, THUMBNAIL_WIDTH));
}

/** Whether that picture is of an earlier state of the graph. A preview is of the present one. */
export function showsEarlier({ previews, earlier }: Activity, node: string): boolean {
  return previews[node] === undefined && earlier[node] !== undefined;
}
