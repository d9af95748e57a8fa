/**
 * Folds the layers of a graph into columns that fit a page: a long chain runs down a column and goes on in the next,
 * and a tall layer takes several columns. A source stays left of what it feeds, or above it in one column.
 */
import { type Cell, heightOf, type Strand } from './straighten.ts';

export interface Page {
  /** In canvas pixels. */
  readonly width: number;
  readonly height: number;
}

export interface Gaps {
  readonly column: number;
  readonly row: number;
}

export interface WideCell extends Cell {
  readonly width: number;
}

type Columns = readonly (readonly WideCell[])[];

/** Heights that are tried for the columns: the lowest, and the factor from each to the next. */
const LOWEST = 240;
const FACTOR = 1.15;

/** A wire inside a column, and a layer that is cut in two, cost as much as this part of a page. */
const INSIDE = 0.02;
const CUT = 0.05;

/** Columns that are wider than a page have to be at least as high as this many pages. */
const WIDE = 2;

/** @param layers cells of each layer, from left to right. @returns the columns that fit the page best. */
export function fold(layers: Columns, strands: readonly Strand[], page: Page, gaps: Gaps): Columns {
  const tallest = heightOf(layers.flat(), gaps.row);
  const cost = (columns: Columns): number => costOf(columns, strands, page, gaps, layers.length);
  let best = { columns: layers, cost: cost(layers) };
  for (let limit = LOWEST; limit < tallest * FACTOR; limit *= FACTOR) {
    const columns = filled(layers, limit, gaps.row);
    const next = { columns, cost: cost(columns) };
    if (next.cost < best.cost) best = next;
  }
  return best.columns;
}

/** Puts layers one below the other as long as they fit into the height. */
function filled(layers: Columns, limit: number, gap: number): Columns {
  const columns: WideCell[][] = [];
  let height = Infinity;
  const add = (cells: readonly WideCell[]): void => {
    const more = heightOf(cells, gap) + gap;
    const column = columns.at(-1);
    if (!column || height + more > limit + gap) {
      columns.push([...cells]);
      height = more;
    } else {
      column.push(...cells);
      height += more;
    }
  };
  for (const layer of layers) {
    if (heightOf(layer, gap) <= limit) add(layer);
    else for (const cell of layer) add([cell]);
  }
  return columns;
}

function costOf(columns: Columns, strands: readonly Strand[], page: Page, gaps: Gaps, layers: number): number {
  const width = columns.reduce((sum, column) => sum + widthOf(column) + gaps.column, -gaps.column);
  const height = Math.max(0, ...columns.map((column) => heightOf(column, gaps.row)));
  const columnOf = new Map(columns.flatMap((column, index) => column.map(({ id }) => [id, index] as const)));
  const inside = strands.filter(({ from, to }) => columnOf.get(from) === columnOf.get(to)).length;
  const cuts = columns.filter((column, index) => index > 0 && columns[index - 1]?.at(-1)?.layer === column[0]?.layer);
  const size = Math.max(1, width / page.width, height / page.height);
  const isWide = width > page.width && height < WIDE * page.height;
  return size + (isWide ? 1 : 0) + (INSIDE * inside) / Math.max(1, strands.length) + (CUT * cuts.length) / layers;
}

export function widthOf(column: readonly WideCell[]): number {
  return Math.max(0, ...column.map(({ width }) => width));
}
