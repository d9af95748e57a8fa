/** The runs of the server and what each did with its nodes, from a snapshot and the events since. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import {
  foldActivity,
  type LiveEvent,
  type NodeActivity,
  type PreviewHeader,
  type QueueMode,
  type RunEventBody,
  type RunInfo,
  type Snapshot,
} from '../../engine/protocol/index.ts';
import { activityAt, localId } from '../document/nested/activity-at.ts';
import type { GraphPath } from '../document/nested/path.ts';
import type { Activity } from '../editor-context.ts';
import { type Addresses, pageAddresses, Previews } from './previews.ts';
import { currentRun, isOver, latestPictures, orderRuns } from './run-order.ts';

/** By node. */
type Nodes = Readonly<Record<string, NodeActivity>>;

const NOTHING: Activity['earlier'] = {};

export interface Runs {
  /** Running and waiting runs in order, then finished ones, the latest first. */
  readonly list: ReadonlySignal<readonly RunInfo[]>;
  readonly mode: ReadonlySignal<QueueMode>;
  /**
   * The activity to show with a document, with the latest pictures of each node. Subscribes to changes.
   * @param path the subgraph whose nodes are meant. Default: those of the workflow itself.
   */
  activityOf(document: string, path?: GraphPath): Activity;
  welcome(snapshot: Snapshot | undefined): void;
  event(event: LiveEvent): void;
  preview(header: PreviewHeader, picture: Uint8Array<ArrayBuffer>): void;
}

export function createRuns(addresses: Addresses = pageAddresses): Runs {
  const runs = signal<ReadonlyMap<string, RunInfo>>(new Map());
  const list = signal<readonly RunInfo[]>([]);
  const mode = signal<QueueMode>('open');
  const nodesByRun = signal<ReadonlyMap<string, Nodes>>(new Map());
  const previews = new Previews(addresses);

  const setRuns = (next: ReadonlyMap<string, RunInfo>): void => {
    runs.value = next;
    list.value = orderRuns(next.values());
  };

  /** The nodes to show with a run. While it waits, these are the nodes of the last run of its document. */
  const nodesOf = (document: string, current: RunInfo | undefined): Nodes => {
    if (!current) return {};
    const known = nodesByRun.value;
    if (current.state !== 'queued' || known.has(current.id)) return known.get(current.id) ?? {};
    const earlier = list.value.find((run) => run.document === document && isOver(run) && known.has(run.id));
    return (earlier && known.get(earlier.id)) ?? {};
  };

  /** By document and path. */
  const knownPictures = new Map<string, ReadonlySignal<Activity['pictures']>>();
  const picturesOf = (document: string, path: GraphPath): Activity['pictures'] => {
    let last: Activity['pictures'] = {};
    const place = [document, ...path].join(':');
    const nodeOf = ({ inner, node }: RunInfo['files'][number]): string | undefined =>
      localId(inner ?? node, path)?.node;
    const pictures =
      knownPictures.get(place) ?? computed(() => (last = latestPictures(list.value, document, last, nodeOf)));
    knownPictures.set(place, pictures);
    return pictures.value;
  };

  const removeRun = (id: string): void => {
    setRuns(without(runs.peek(), id));
    nodesByRun.value = without(nodesByRun.peek(), id);
    previews.dropRun(id);
  };

  const takeRunEvent = (run: string, event: RunEventBody): void => {
    const before = nodesByRun.peek().get(run) ?? {};
    const after = foldActivity(before, [event]);
    if (after !== before) nodesByRun.value = new Map([...nodesByRun.peek(), [run, after]]);
    if (event.type === 'run-started') previews.dropRun(run);
    else if ('node' in event && event.type !== 'node-progress') previews.dropNode(run, event.node);
  };

  return {
    list,
    mode,
    activityOf(document, path = []) {
      const run = currentRun(list.value, document);
      return {
        run,
        nodes: activityAt(nodesOf(document, run), path),
        previews: run ? previewsAt(previews.of(run.id), path) : {},
        pictures: picturesOf(document, path),
        earlier: NOTHING,
      };
    },
    welcome(snapshot) {
      if (!snapshot) return;
      previews.dropAll();
      nodesByRun.value = new Map(Object.values(snapshot.activity).map(({ run, nodes }) => [run, nodes]));
      mode.value = snapshot.queueMode ?? 'open';
      setRuns(new Map(snapshot.runs.map((run) => [run.id, run])));
    },
    event(event) {
      if (event.type === 'run') {
        setRuns(new Map([...runs.peek(), [event.run.id, event.run]]));
        if (isOver(event.run)) previews.dropRun(event.run.id);
      } else if (event.type === 'queue-mode') mode.value = event.mode;
      else if (event.type === 'run-removed') removeRun(event.run);
      else if (event.type === 'run-event') takeRunEvent(event.run, event.event);
    },
    preview(header, picture) {
      // A preview that arrives after the end of its run is not shown.
      const run = runs.peek().get(header.run);
      if (run && !isOver(run)) previews.add(header, picture);
    },
  };
}

/** Previews by the nodes of a graph; of several inside one instance, the latest. */
function previewsAt(previews: Activity['previews'], path: GraphPath): Activity['previews'] {
  return Object.fromEntries(
    Object.entries(previews).flatMap(([id, preview]) => {
      const node = localId(id, path)?.node;
      return node === undefined ? [] : [[node, preview]];
    }),
  );
}

function without<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  return new Map([...map].filter(([each]) => each !== key));
}
