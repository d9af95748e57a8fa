/**
 * The runs of the server, and what each did with its nodes, from how things stood and the events since. All is kept by
 * run and by document.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import {
  foldActivity,
  type LiveEvent,
  type NodeActivity,
  type PreviewHeader,
  type RunInfo,
  type Snapshot,
} from '../../engine/protocol/index.ts';
import type { Activity, LivePreview } from '../editor-context.ts';

type Nodes = Readonly<Record<string, NodeActivity>>;
type Previews = Readonly<Record<string, LivePreview>>;

export interface Runs {
  /** Running and waiting ones in order, then finished ones, the latest first. */
  readonly list: ReadonlySignal<readonly RunInfo[]>;
  /** Of a document, tracked by whoever computes with it. */
  activityOf(document: string): Activity;
  welcome(snapshot: Snapshot | undefined): void;
  event(event: LiveEvent): void;
  preview(header: PreviewHeader, picture: Uint8Array<ArrayBuffer>): void;
}

/** Addresses of pictures in memory; tests give their own. */
export interface Addresses {
  make(picture: Uint8Array<ArrayBuffer>, mediaType: string): string;
  revoke(url: string): void;
}

const pageAddresses: Addresses = {
  make: (picture, type) => URL.createObjectURL(new Blob([picture], { type })),
  revoke: (url) => URL.revokeObjectURL(url),
};

const isOver = ({ state }: RunInfo): boolean => state !== 'queued' && state !== 'running';

function rank({ state }: RunInfo): number {
  return state === 'running' ? 0 : state === 'queued' ? 1 : 2;
}

/** Running, waiting by place, finished by age. */
export function orderRuns(runs: Iterable<RunInfo>): RunInfo[] {
  return [...runs].toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      (isOver(a) ? (b.ended ?? b.created) - (a.ended ?? a.created) : (a.position ?? 0) - (b.position ?? 0)) ||
      b.number - a.number,
  );
}

/** The run of a document people look at: the running one, else the next in the queue, else the last one. */
export function currentRun(runs: readonly RunInfo[], document: string): RunInfo | undefined {
  return orderRuns(runs.filter((run) => run.document === document))[0];
}

function isSame(a: RunInfo['files'], b: RunInfo['files'] = []): boolean {
  return a.length === b.length && a.every(({ url }, index) => url === b[index]?.url);
}

/**
 * The last pictures of each node. Lists that did not change are those of `before`, so that nothing is drawn anew for
 * them.
 */
export function latestPictures(
  runs: readonly RunInfo[],
  document: string,
  before: Activity['pictures'] = {},
): Activity['pictures'] {
  const own = runs.filter((run) => run.document === document).toSorted((a, b) => a.number - b.number);
  const latest: Record<string, RunInfo['files']> = {};
  for (const { files } of own) {
    for (const node of new Set(files.map((file) => file.node)))
      latest[node] = files.filter((file) => file.node === node);
  }
  const kept = Object.entries(latest).map(
    ([node, files]) => [node, isSame(files, before[node]) ? before[node] : files] as const,
  );
  const unchanged = kept.length === Object.keys(before).length && kept.every(([node, files]) => files === before[node]);
  return unchanged ? before : (Object.fromEntries(kept) as Activity['pictures']);
}

export function createRuns(addresses: Addresses = pageAddresses): Runs {
  const runs = signal<ReadonlyMap<string, RunInfo>>(new Map());
  const list = signal<readonly RunInfo[]>([]);
  /** By run. */
  const nodes = signal<ReadonlyMap<string, Nodes>>(new Map());
  /** By run. */
  const previews = signal<ReadonlyMap<string, Previews>>(new Map());

  const show = (next: ReadonlyMap<string, RunInfo>): void => {
    runs.value = next;
    list.value = orderRuns(next.values());
  };

  const dropPreviews = (run: string, node?: string): void => {
    const own = previews.peek().get(run);
    if (!own || (node !== undefined && !own[node])) return;
    const left = Object.entries(own).filter(([each]) => node !== undefined && each !== node);
    for (const [each, { url }] of Object.entries(own)) if (node === undefined || each === node) addresses.revoke(url);
    const others = [...previews.peek()].filter(([each]) => each !== run);
    previews.value = new Map(left.length > 0 ? [...others, [run, Object.fromEntries(left)]] : others);
  };

  /** The nodes to show with a run: those of the last one of its document while it waits. */
  const nodesOf = (document: string, current: RunInfo | undefined): Nodes => {
    if (!current) return {};
    const known = nodes.value;
    if (current.state !== 'queued' || known.has(current.id)) return known.get(current.id) ?? {};
    const earlier = list.value.find((run) => run.document === document && isOver(run) && known.has(run.id));
    return (earlier && known.get(earlier.id)) ?? {};
  };

  /** By document. */
  const pictures = new Map<string, ReadonlySignal<Activity['pictures']>>();
  const picturesOf = (document: string): Activity['pictures'] => {
    let last: Activity['pictures'] = {};
    const made = pictures.get(document) ?? computed(() => (last = latestPictures(list.value, document, last)));
    pictures.set(document, made);
    return made.value;
  };

  return {
    list,
    activityOf(document) {
      const run = currentRun(list.value, document);
      return {
        run,
        nodes: nodesOf(document, run),
        previews: (run && previews.value.get(run.id)) ?? {},
        pictures: picturesOf(document),
      };
    },
    welcome(snapshot) {
      if (!snapshot) return;
      for (const run of previews.peek().keys()) dropPreviews(run);
      nodes.value = new Map(Object.values(snapshot.activity).map((each) => [each.run, each.nodes]));
      show(new Map(snapshot.runs.map((run) => [run.id, run])));
    },
    event(event) {
      if (event.type === 'run') {
        show(new Map([...runs.peek(), [event.run.id, event.run]]));
        if (isOver(event.run)) dropPreviews(event.run.id);
      } else if (event.type === 'run-removed') {
        show(new Map([...runs.peek()].filter(([id]) => id !== event.run)));
        nodes.value = new Map([...nodes.peek()].filter(([id]) => id !== event.run));
        dropPreviews(event.run);
      } else if (event.type === 'run-event') {
        const before = nodes.peek().get(event.run) ?? {};
        const after = foldActivity(before, [event.event]);
        if (after !== before) nodes.value = new Map([...nodes.peek(), [event.run, after]]);
        if (event.event.type === 'run-started') dropPreviews(event.run);
        else if ('node' in event.event && event.event.type !== 'node-progress')
          dropPreviews(event.run, event.event.node);
      }
    },
    preview({ run, node, value, max, mediaType }, picture) {
      // One that comes after the end of its run is of no use to anybody.
      const known = runs.peek().get(run);
      if (!known || isOver(known)) return;
      const own = previews.peek().get(run) ?? {};
      const url = addresses.make(picture, mediaType);
      previews.value = new Map([...previews.peek(), [run, { ...own, [node]: { url, value, max } }]]);
      const replaced = own[node];
      if (replaced) addresses.revoke(replaced.url);
    },
  };
}
