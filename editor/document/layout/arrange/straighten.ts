/**
 * Makes the wires between columns short and straight. Boxes keep their column and come as close as they can to the
 * heights their wires would like, in the order that makes the wires shortest.
 */
import { groupBy } from '../../group-by.ts';
import { Crossings } from './crossings.ts';
import { placeColumn } from './place-column.ts';

export interface Cell {
  readonly id: string;
  readonly height: number;
  /** In a column that holds several layers, those of the lower ones come first. */
  readonly layer: number;
}

/** A wire between two columns. The offsets lead from the tops of the boxes to the sockets, in canvas pixels. */
export interface Strand {
  readonly from: string;
  readonly to: string;
  readonly fromOffset: number;
  readonly toOffset: number;
}

export interface Straightened {
  /** Length of all wires from top to bottom, and their crossings. The lower the better. */
  readonly cost: number;
  /** Tops of the boxes by id, in canvas pixels. */
  readonly tops: ReadonlyMap<string, number>;
}

/** The height a wire would give a box: the top of the box at its other end plus an offset. */
interface Wish {
  readonly of: string;
  readonly other: string;
  readonly side: Side;
  readonly offset: number;
}

type Side = 'in' | 'out';
type Wishes = ReadonlyMap<string, readonly Wish[]>;
type Tops = ReadonlyMap<string, number>;

const SWEEPS = 12;
/** A crossing costs as much as this many canvas pixels of wire. */
const CROSSING = 80;

/**
 * @param columns from left to right, each from the top down.
 * @param gap between the boxes of a column, in canvas pixels.
 */
export function straighten(
  columns: readonly (readonly Cell[])[],
  strands: readonly Strand[],
  gap: number,
): Straightened {
  const tops = new Map<string, number>();
  for (const column of columns) placeColumn(column, new Map(), gap, tops);
  const columnOf = new Map(columns.flatMap((column, index) => column.map(({ id }) => [id, index] as const)));
  // A wire inside a column cannot be straight.
  const between = strands.filter(({ from, to }) => columnOf.get(from) !== columnOf.get(to));
  const wishes = groupBy(between.flatMap(wishesOf), (wish) => wish.of);
  const tallest = Math.max(0, ...columns.map((column) => heightOf(column, gap)));
  const indices = [...columns.keys()];
  let orders = columns;
  let best: Straightened = { cost: Infinity, tops: new Map(tops) };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const index of sweep % 2 === 0 ? indices : indices.toReversed()) {
      const desired = desiredTops(orders[index] ?? [], wishes, tops, sideOf(sweep));
      const column = inDesiredOrder(orders[index] ?? [], desired, tops);
      orders = orders.with(index, column);
      placeColumn(column, desired, gap, tops);
    }
    const cost = costOf(between, columnOf, tops);
    if (cost < best.cost - 1) best = { cost, tops: new Map(tops) };
  }
  return { ...best, tops: flushTops(columns, best.tops, tallest, gap) };
}

/** Sweeps follow incoming wires, then outgoing ones, then both. */
function sideOf(sweep: number): Side | undefined {
  return (['in', 'out', undefined] as const)[sweep % 3];
}

function inDesiredOrder(column: readonly Cell[], desired: Tops, tops: Tops): readonly Cell[] {
  const middle = ({ id, height }: Cell): number => (desired.get(id) ?? tops.get(id) ?? 0) + height / 2;
  return column.toSorted((a, b) => a.layer - b.layer || middle(a) - middle(b));
}

/** Brings all boxes between the top, which is 0, and the height of the tallest column, in their order. */
function flushTops(columns: readonly (readonly Cell[])[], tops: Tops, tallest: number, gap: number): Tops {
  const flush = new Map<string, number>();
  const highest = Math.min(...tops.values());
  for (const column of columns) {
    const inOrder = column.toSorted((a, b) => (tops.get(a.id) ?? 0) - (tops.get(b.id) ?? 0));
    let room = tallest - heightOf(inOrder, gap);
    let top = 0;
    for (const { id, height } of inOrder) {
      // The room that is left in the column goes in front of the boxes that want to be lower.
      const wanted = (tops.get(id) ?? 0) - highest;
      const more = Math.min(room, Math.max(0, wanted - top));
      room -= more;
      flush.set(id, top + more);
      top += more + height + gap;
    }
  }
  return flush;
}

export function heightOf(column: readonly Cell[], gap: number): number {
  return column.reduce((sum, { height }) => sum + height + gap, -gap);
}

function desiredTops(column: readonly Cell[], wishes: Wishes, tops: Tops, side: Side | undefined): Tops {
  return new Map(
    column.flatMap(({ id }): [string, number][] => {
      const wish = meanWish(wishes.get(id) ?? [], tops, side);
      return wish === undefined ? [] : [[id, wish]];
    }),
  );
}

/** The mean of the wishes of one side, or of both when that side has none. */
function meanWish(wishes: readonly Wish[], tops: Tops, side: Side | undefined): number | undefined {
  const ofSide = wishes.filter((wish) => side === undefined || wish.side === side);
  const counted = ofSide.length > 0 ? ofSide : wishes;
  if (counted.length === 0) return undefined;
  return counted.reduce((sum, { other, offset }) => sum + (tops.get(other) ?? 0) + offset, 0) / counted.length;
}

function wishesOf({ from, to, fromOffset, toOffset }: Strand): Wish[] {
  return [
    { of: from, other: to, side: 'out', offset: toOffset - fromOffset },
    { of: to, other: from, side: 'in', offset: fromOffset - toOffset },
  ];
}

function costOf(strands: readonly Strand[], columnOf: ReadonlyMap<string, number>, tops: Tops): number {
  const crossings = new Crossings();
  let cost = 0;
  for (const { from, to, fromOffset, toOffset } of strands) {
    const placed = { from: (tops.get(from) ?? 0) + fromOffset, to: (tops.get(to) ?? 0) + toOffset };
    cost += Math.abs(placed.from - placed.to);
    cost += CROSSING * crossings.add(`${columnOf.get(from)} ${columnOf.get(to)}`, placed);
  }
  return cost;
}
