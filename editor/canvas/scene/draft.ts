/** The geometry of a node while it is dragged or made wider. */
import type { Box, NodeGeometry, Point } from '../../document/layout/geometry.ts';

/** @param placed the geometry in the document. @param draft the fields that differ during the gesture. */
export function movedGeometry(placed: NodeGeometry, draft: Partial<Box>): NodeGeometry {
  const { x = placed.x, y = placed.y, width = placed.width } = draft;
  const dy = y - placed.y;
  const along = (points: Readonly<Record<string, Point>>, at: number): Record<string, Point> =>
    Object.fromEntries(Object.entries(points).map(([name, point]) => [name, { x: at, y: point.y + dy }]));
  return {
    x,
    y,
    width,
    height: placed.height,
    inputs: along(placed.inputs, x),
    outputs: along(placed.outputs, x + width),
  };
}
