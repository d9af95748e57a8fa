/** Moves boxes that would cover each other: ours are taller than theirs, and one node of theirs may become several. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Between two boxes, in pixels. */
const GAP = 24;

/** More boxes than this stay where they are: each is compared with all that stand. */
const MOST = 3000;

/**
 * The tops of boxes, in the order given: those above stay, and a box that would cover one moves down below it.
 */
export function spread(boxes: readonly Box[]): readonly number[] {
  const tops = boxes.map(({ y }) => y);
  if (boxes.length > MOST) return tops;
  const order = boxes.map((_, i) => i).toSorted((a, b) => (tops[a] ?? 0) - (tops[b] ?? 0) || a - b);
  const standing: Box[] = [];
  for (const i of order) {
    const box = boxes[i];
    if (!box) continue;
    const beside = standing
      .filter((it) => it.x < box.x + box.width && box.x < it.x + it.width)
      .toSorted((a, b) => a.y - b.y);
    let top = box.y;
    for (const it of beside) if (it.y < top + box.height && top < it.y + it.height) top = it.y + it.height + GAP;
    tops[i] = top;
    standing.push({ ...box, y: top });
  }
  return tops;
}
