/** Which versions without a name are kept: all of the last hour, then one an hour, a day, a week. */

export interface Kept {
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly bytes: number;
}

const HOUR = 3600_000;
const DAY = 24 * HOUR;
/** Ages from which on only the last version of each span is kept, in milliseconds. */
const SPANS: readonly { readonly age: number; readonly span: number }[] = [
  { age: 30 * DAY, span: 7 * DAY },
  { age: DAY, span: DAY },
  { age: HOUR, span: HOUR },
];
/** Versions of one document without a name, at most. */
const MOST = 100;
/** Bytes of them, at most. */
const MOST_BYTES = 16 * 2 ** 20;

/**
 * @param versions of one document without a name, the latest first.
 * @param now in milliseconds since the epoch.
 * @returns the numbers of those to delete. The latest is always kept.
 */
export function superfluous(versions: readonly Kept[], now: number): number[] {
  const spans = new Set<string>();
  const removed: number[] = [];
  let [count, bytes] = [0, 0];
  for (const version of versions) {
    const span = spanOf(version.time, now);
    const isTold = span !== undefined && spans.has(span);
    const isOver = count > 0 && (count >= MOST || bytes + version.bytes > MOST_BYTES);
    if (isTold || isOver) {
      removed.push(version.number);
      continue;
    }
    if (span !== undefined) spans.add(span);
    count += 1;
    bytes += version.bytes;
  }
  return removed;
}

/** Names the span of time that a version stands for; undefined when it is so new that each is kept. */
function spanOf(time: number, now: number): string | undefined {
  const found = SPANS.find(({ age }) => now - time >= age);
  return found && `${found.span} ${Math.floor(time / found.span)}`;
}
