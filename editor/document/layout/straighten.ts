/**
 * Makes wires of columns short and straight: boxes keep their column, and come as close as they can to the heights their wires
 * would like, in an order that makes the wires shortest.
 */
export interface Cell {
  readonly id: string;
  readonly height: number;
}

/** A wire between two columns; the offsets are from the tops of the boxes to the sockets. */
export interface Strand {
  readonly from: string;
  readonly to: string;
  readonly fromOffset: number;
  readonly toOffset: number;
}

export interface Straightened {
  /** The lower the better: length of wires, and crossings. */
  readonly cost: number;
  /** Of the boxes. */
  readonly tops: ReadonlyMap<string, number>;
}

const SWEEPS = 12;
/** A crossing is as bad as so many pixels of wire. */
const CROSSING = 80;
const MOST_COMPARED = 100;

/**
 * @param columns from left to right, each from the top down.
 * @param gap between boxes of a column.
 */
export function straighten(
  columns: readonly (readonly Cell[])[],
  strands: readonly Strand[],
  gap: number,
): Straightened {
  const tops = new Map<string, number>();
  for (const column of columns) place(column, new Map(), gap, tops);
  const wishes = wishesOf(strands);
  const columnOf = new Map(columns.flatMap((column, index) => column.map(({ id }) => [id, index] as const)));
  let orders = columns;
  let best: Straightened = { cost: Infinity, tops: new Map(tops) };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    // Towards the right by what comes in, towards the left by what goes out, then by both.
    const side = sweep % 3 === 0 ? 'in' : sweep % 3 === 1 ? 'out' : undefined;
    const indices = [...columns.keys()];
    for (const index of sweep % 2 === 0 ? indices : indices.toReversed()) {
      const column = orders[index] ?? [];
      const desired = desiredOf(column, wishes, tops, side);
      const middle = ({ id, height }: Cell): number => (desired.get(id) ?? tops.get(id) ?? 0) + height / 2;
      orders = orders.with(
        index,
        column.toSorted((a, b) => middle(a) - middle(b)),
      );
      place(orders[index] ?? [], desired, gap, tops);
    }
    const cost = costOf(strands, columnOf, tops);
    if (cost < best.cost - 1) best = { cost, tops: new Map(tops) };
  }
  return best;
}

function desiredOf(
  column: readonly Cell[],
  wishes: ReadonlyMap<string, readonly Wish[]>,
  tops: ReadonlyMap<string, number>,
  side: Wish['side'] | undefined,
): ReadonlyMap<string, number> {
  return new Map(
    column.flatMap(({ id }): [string, number][] => {
      const wish = meanWish(wishes.get(id) ?? [], tops, side);
      return wish === undefined ? [] : [[id, wish]];
    }),
  );
}

/** How long all wires are from top to bottom, and how many between the same two columns cross. */
function costOf(
  strands: readonly Strand[],
  columnOf: ReadonlyMap<string, number>,
  tops: ReadonlyMap<string, number>,
): number {
  let cost = 0;
  const lanes = new Map<string, { readonly from: number; readonly to: number }[]>();
  for (const { from, to, fromOffset, toOffset } of strands) {
    const strand = { from: (tops.get(from) ?? 0) + fromOffset, to: (tops.get(to) ?? 0) + toOffset };
    cost += Math.abs(strand.from - strand.to);
    const key = `${columnOf.get(from)} ${columnOf.get(to)}`;
    const lane = lanes.get(key) ?? [];
    // In a large graph the first wires of two columns stand for all.
    if (lane.length < MOST_COMPARED)
      cost += CROSSING * lane.filter((other) => (other.from - strand.from) * (other.to - strand.to) < 0).length;
    lane.push(strand);
    lanes.set(key, lane);
  }
  return cost;
}

interface Wish {
  readonly other: string;
  readonly side: 'in' | 'out';
  /** What is added to the top of the other. */
  readonly offset: number;
}

function wishesOf(strands: readonly Strand[]): ReadonlyMap<string, readonly Wish[]> {
  const wishes = new Map<string, Wish[]>();
  const add = (id: string, wish: Wish): void => void wishes.set(id, [...(wishes.get(id) ?? []), wish]);
  for (const { from, to, fromOffset, toOffset } of strands) {
    add(from, { other: to, side: 'out', offset: toOffset - fromOffset });
    add(to, { other: from, side: 'in', offset: fromOffset - toOffset });
  }
  return wishes;
}

/** The mean of where the wires of a side would have a box; of all sides when that one has none. */
function meanWish(
  wishes: readonly Wish[],
  tops: ReadonlyMap<string, number>,
  side: Wish['side'] | undefined,
): number | undefined {
  const own = wishes.filter((wish) => side === undefined || wish.side === side);
  const asked = own.length > 0 ? own : wishes;
  return asked.length === 0
    ? undefined
    : asked.reduce((sum, { other, offset }) => sum + (tops.get(other) ?? 0) + offset, 0) / asked.length;
}

/**
 * The tops closest to those desired, in this order and without overlaps: boxes that would overlap move together as a block, to the
 * mean of what they want (pool adjacent violators).
 */
function place(
  column: readonly Cell[],
  desired: ReadonlyMap<string, number>,
  gap: number,
  tops: Map<string, number>,
): void {
  const blocks: { start: number; sum: number; count: number; height: number; cells: Cell[] }[] = [];
  for (const cell of column) {
    const wish = desired.get(cell.id) ?? tops.get(cell.id) ?? 0;
    let block = { start: wish, sum: wish, count: 1, height: cell.height + gap, cells: [cell] };
    for (let before = blocks.at(-1); before && before.start + before.height > block.start; before = blocks.at(-1)) {
      blocks.pop();
      // What each wants of the place where the joined block begins.
      const sum = before.sum + block.sum - block.count * before.height;
      const count = before.count + block.count;
      block = {
        start: sum / count,
        sum,
        count,
        height: before.height + block.height,
        cells: [...before.cells, ...block.cells],
      };
    }
    blocks.push(block);
  }
  for (const { start, cells } of blocks) {
    let top = start;
    for (const { id, height } of cells) {
      tops.set(id, top);
      top += height + gap;
    }
  }
}
