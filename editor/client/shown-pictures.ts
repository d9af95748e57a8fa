/**
 * Which picture a node shows: the one it would give now, wherever that was made, or else its latest one. A picture of
 * an earlier state comes with what has changed since.
 */
import type { RunInfo, Workflow } from '../../engine/protocol/index.ts';
import { type Earlier, upstreamChanges } from '../document/upstream-changes.ts';
import { isActive } from '../run-state.ts';
import type { Outlook } from './forecast.ts';

type Files = RunInfo['files'];
type ByNode<T> = Readonly<Record<string, T>>;

export interface ShownPictures {
  readonly pictures: ByNode<Files>;
  /** Only of nodes whose pictures are of an earlier state. */
  readonly earlier: ByNode<Earlier>;
}

export interface ShownContext {
  /** Of the document, in any order. */
  readonly runs: readonly RunInfo[];
  /** The latest pictures of each node. */
  readonly latest: ByNode<Files>;
  /** The latest pictures when the outlook came. Later ones are of a state the outlook does not know. */
  readonly basis: ByNode<Files>;
  readonly outlook: Outlook;
  /** The pictures shown before: unchanged ones keep their object identity, so that nothing is drawn anew. */
  readonly before: ByNode<Files>;
  /** The workflow of a run, if it is known already. */
  readonly workflowOf: (run: string) => Workflow | undefined;
}

export function shownPictures(context: ShownContext): ShownPictures {
  const { latest, basis, outlook } = context;
  const pictures: Record<string, Files> = { ...latest };
  const earlier: Record<string, Earlier> = {};
  const newestFirst = context.runs.toSorted((a, b) => b.number - a.number);
  for (const node of new Set([...Object.keys(latest), ...Object.keys(outlook.results)])) {
    const files = latest[node];
    if (files !== basis[node]) continue;
    const run = newestFirst.find((each) => each.files.some((file) => file.node === node));
    if (run && isActive(run)) continue;
    const kept = keptPictures(node, newestFirst, outlook);
    if (kept) pictures[node] = [files, context.before[node]].find((each) => each && areSame(each, kept)) ?? kept;
    else if (run) {
      const reason = whyEarlier(node, run, context);
      if (reason) earlier[node] = reason;
    }
  }
  return { pictures, earlier };
}

/** The pictures of the present state, if they are kept by the cache or by a run. */
function keptPictures(node: string, runs: readonly RunInfo[], { results }: Outlook): Files | undefined {
  const now = results[node];
  if (!now) return undefined;
  if (now.pictures) return now.pictures;
  const own = runs.map(({ files }) => files.filter((file) => file.node === node));
  return own.find((files) => files.length > 0 && files.every(({ key }) => key !== undefined && now.keys.includes(key)));
}

/** Undefined when the pictures are not known to be of another state. */
function whyEarlier(node: string, run: RunInfo, { outlook, workflowOf }: ShownContext): Earlier | undefined {
  const before = workflowOf(run.id);
  if (!before) return undefined;
  const all = upstreamChanges(before, outlook.workflow, node);
  const changes = all.filter(({ isNextSeed }) => !isNextSeed);
  // The seed of the next run is no change of the user: the picture is the last one of this graph.
  if (changes.length === 0 && all.length > 0) return undefined;
  const hasKey = run.files.some((file) => file.node === node && file.key !== undefined);
  const isOther = changes.length > 0 || (hasKey && outlook.results[node] !== undefined);
  return isOther ? { run: run.number, changes } : undefined;
}

function areSame(a: Files, b: Files): boolean {
  return a.length === b.length && a.every(({ url }, index) => url === b[index]?.url);
}
