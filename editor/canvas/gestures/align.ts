/** Where a dragged box comes to rest: in line with its neighbours, else on the grid. */
import type { Box, Point } from '../../document/layout/geometry.ts';
import { snapped } from '../../document/layout/geometry.ts';
import type { Guide } from '../paint/painted-state.ts';

export interface Rest {
  /** To be added to where the box is. */
  readonly by: Point;
  readonly guides: readonly Guide[];
}

/**
 * @param reach how far an edge is drawn to that of a neighbour, in canvas pixels.
 * @param grid whether what finds no neighbour goes to the grid.
 */
export function restOf(box: Box, neighbours: readonly Box[], reach: number, grid: boolean): Rest {
  const on = snapped(box);
  const x = line(box, neighbours, reach, 'x');
  const y = line(box, neighbours, reach, 'y');
  const by = { x: x?.by ?? (grid ? on.x - box.x : 0), y: y?.by ?? (grid ? on.y - box.y : 0) };
  const moved = { ...box, x: box.x + by.x, y: box.y + by.y };
  return {
    by,
    guides: [
      ...(x ? [guide(moved, x.neighbour, 'x', x.at)] : []),
      ...(y ? [guide(moved, y.neighbour, 'y', y.at)] : []),
    ],
  };
}

interface Line {
  readonly by: number;
  readonly at: number;
  readonly neighbour: Box;
}

/** The nearest left, right, upper or lower edge of a neighbour for the same edge of the box. */
function line(box: Box, neighbours: readonly Box[], reach: number, axis: 'x' | 'y'): Line | undefined {
  let best: Line | undefined;
  for (const neighbour of neighbours) {
    for (const [own, other] of edges(box, neighbour, axis)) {
      const by = other - own;
      if (Math.abs(by) <= reach && (best === undefined || Math.abs(by) < Math.abs(best.by)))
        best = { by, at: other, neighbour };
    }
  }
  return best;
}

function edges(box: Box, neighbour: Box, axis: 'x' | 'y'): [number, number][] {
  return axis === 'x'
    ? [
        [box.x, neighbour.x],
        [box.x + box.width, neighbour.x + neighbour.width],
      ]
    : [[box.y, neighbour.y]];
}

function guide(box: Box, neighbour: Box, axis: 'x' | 'y', at: number): Guide {
  const [from, to] =
    axis === 'x'
      ? [Math.min(box.y, neighbour.y), Math.max(box.y + box.height, neighbour.y + neighbour.height)]
      : [Math.min(box.x, neighbour.x), Math.max(box.x + box.width, neighbour.x + neighbour.width)];
  return { axis, at, from: from - 12, to: to + 12 };
}
