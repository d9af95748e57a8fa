/** Places the boxes of one column as close as possible to the heights they want. */

interface Cell {
  readonly id: string;
  readonly height: number;
}

/** Boxes that touch and therefore move together. */
interface Block {
  /** Top of the first box. */
  readonly start: number;
  /** Sum of where each box would have the block begin. */
  readonly sum: number;
  readonly height: number;
  readonly cells: readonly Cell[];
}

/**
 * Sets the tops closest to the desired ones, in the order of the column and without overlaps. Boxes that would overlap
 * form a block, which goes to the mean of what its boxes want (pool adjacent violators).
 * @param desired tops by id. A box without one wants to stay where `tops` has it.
 * @param tops written to.
 */
export function placeColumn(
  column: readonly Cell[],
  desired: ReadonlyMap<string, number>,
  gap: number,
  tops: Map<string, number>,
): void {
  const blocks: Block[] = [];
  for (const cell of column) {
    const start = desired.get(cell.id) ?? tops.get(cell.id) ?? 0;
    let block: Block = { start, sum: start, height: cell.height + gap, cells: [cell] };
    for (let above = blocks.at(-1); above && above.start + above.height > block.start; above = blocks.at(-1)) {
      blocks.pop();
      block = joined(above, block);
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

function joined(above: Block, below: Block): Block {
  const cells = [...above.cells, ...below.cells];
  // The boxes below begin after the height of those above.
  const sum = above.sum + below.sum - below.cells.length * above.height;
  return { start: sum / cells.length, sum, height: above.height + below.height, cells };
}
