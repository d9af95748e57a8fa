/** Where a dragged box comes to rest: in line with its neighbours, or else on the grid. */
import { type Box, type Point, snapped } from '../../document/layout/geometry.ts';
import { DRAG } from '../metrics.ts';
import type { Guide } from '../paint/painted-state.ts';

export interface Rest {
  /** Moves the box to its place of rest. */
  readonly by: Point;
  readonly guides: readonly Guide[];
}

type Axis = 'x' | 'y';

/**
 * @param reach distance within which edges attract each other, in canvas pixels.
 * @param grid whether a box that aligns with no neighbour goes to the grid.
 */
export function restOf(box: Box, neighbours: readonly Box[], reach: number, grid: boolean): Rest {
  const x = nearestLine(box, neighbours, reach, 'x');
  const y = nearestLine(box, neighbours, reach, 'y');
  const onGrid = grid ? snapped(box) : box;
  const by = { x: x?.by ?? onGrid.x - box.x, y: y?.by ?? onGrid.y - box.y };
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
  /** Moves the edge of the box onto the line. */
  readonly by: number;
  readonly at: number;
  readonly neighbour: Box;
}

/** The nearest line on which an edge of a neighbour lies, for the same edge of the box. */
function nearestLine(box: Box, neighbours: readonly Box[], reach: number, axis: Axis): Line | undefined {
  let best: Line | undefined;
  for (const neighbour of neighbours) {
    const [own, others] = [edges(box, axis), edges(neighbour, axis)];
    for (const [index, at] of others.entries()) {
      const by = at - (own[index] ?? NaN);
      if (Math.abs(by) <= reach && (best === undefined || Math.abs(by) < Math.abs(best.by)))
        best = { by, at, neighbour };
    }
  }
  return best;
}

/** The edges that align: left and right, and of the horizontal ones the upper. */
function edges({ x, y, width }: Box, axis: Axis): readonly number[] {
  return axis === 'x' ? [x, x + width] : [y];
}

/** The line from the box to the neighbour, and a little beyond both. */
function guide(box: Box, neighbour: Box, axis: Axis, at: number): Guide {
  const [a, b] = axis === 'x' ? [heights(box), heights(neighbour)] : [widths(box), widths(neighbour)];
  return { axis, at, from: Math.min(a.from, b.from) - DRAG.guide, to: Math.max(a.to, b.to) + DRAG.guide };
}

function heights({ y, height }: Box): { readonly from: number; readonly to: number } {
  return { from: y, to: y + height };
}

function widths({ x, width }: Box): { readonly from: number; readonly to: number } {
  return { from: x, to: x + width };
}
