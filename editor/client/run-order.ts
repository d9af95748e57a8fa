/** Runs in the order people see them, and the latest pictures of each node. */
import type { RunInfo } from '../../engine/protocol/index.ts';
import type { Activity } from '../editor-context.ts';
import { isActive } from '../run-state.ts';

type Pictures = Activity['pictures'];

export function isOver(run: RunInfo): boolean {
  return !isActive(run);
}

/** Running runs first, then waiting ones by their place in the queue, then finished ones, the latest first. */
export function orderRuns(runs: Iterable<RunInfo>): RunInfo[] {
  return [...runs].toSorted((a, b) => rankOf(a) - rankOf(b) || withinRank(a, b) || b.number - a.number);
}

function rankOf({ state }: RunInfo): number {
  if (state === 'running') return 0;
  return state === 'queued' ? 1 : 2;
}

/** Compares two runs of the same rank. */
function withinRank(a: RunInfo, b: RunInfo): number {
  if (isOver(a)) return (b.ended ?? b.created) - (a.ended ?? a.created);
  return (a.position ?? 0) - (b.position ?? 0) || a.number - b.number;
}

/** The run to show with a document: the running one, or else the next in the queue, or else the last one. */
export function currentRun(runs: readonly RunInfo[], document: string): RunInfo | undefined {
  return orderRuns(runs.filter((run) => run.document === document))[0];
}

/**
 * The latest pictures of each node of a document.
 * @param nodeOf the node a picture is shown with; undefined for none. Default: the node of the workflow.
 * @param before the last answer. Parts that did not change keep their object identity, so that nothing is drawn anew
 *   for them.
 */
export function latestPictures(
  runs: readonly RunInfo[],
  document: string,
  before: Pictures = {},
  nodeOf: (file: RunInfo['files'][number]) => string | undefined = ({ node }) => node,
): Pictures {
  const latest: Record<string, RunInfo['files']> = {};
  const ofDocument = runs.filter((run) => run.document === document).toSorted((a, b) => a.number - b.number);
  for (const { files } of ofDocument) {
    for (const node of new Set(files.map(nodeOf)))
      if (node !== undefined) latest[node] = files.filter((file) => nodeOf(file) === node);
  }
  const kept: Record<string, RunInfo['files']> = {};
  for (const [node, files] of Object.entries(latest)) {
    const old = before[node];
    kept[node] = old && areSame(files, old) ? old : files;
  }
  const isUnchanged =
    Object.keys(kept).length === Object.keys(before).length &&
    Object.entries(kept).every(([node, files]) => files === before[node]);
  return isUnchanged ? before : kept;
}

function areSame(a: RunInfo['files'], b: RunInfo['files']): boolean {
  return a.length === b.length && a.every(({ url }, index) => url === b[index]?.url);
}
