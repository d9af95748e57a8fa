/** A run that is being worked on, as it is now: what its nodes did, what files there are, how far it is. */
import type { RunRecord } from '../../jobs/job-queue.ts';
import type { Forecast, RunEvent, RunEventBody } from '../../run/events.ts';
import { type Activities, failureOfWorkflow, foldActivity, nodeOfWorkflow } from '../../protocol/index.ts';
import type { LiveHub } from '../live/hub.ts';
import type { NodeFailure, RunFile, RunInfo } from '../../protocol/index.ts';
import { LatentPreviews } from './latent-previews.ts';
import { NodePictures } from './node-pictures.ts';
import { progressOf } from './progress.ts';

/** Milliseconds from one state of a running run that clients are told to the next. */
const TELL_EVERY = 300;
/** Milliseconds from one step of a node that clients are told to the next. */
const STEP_EVERY = 50;
/** Pictures of nodes a run shows at most. */
const MAX_PICTURES = 500;

export class ActiveRun {
  readonly #record: RunRecord;
  readonly #live: LiveHub;
  readonly #pictures: NodePictures;
  readonly #previews: LatentPreviews;
  readonly #making: Promise<void>[] = [];
  /** Pictures of nodes in the order the nodes were done. */
  readonly #shown: (readonly RunFile[])[] = [];
  readonly #stepped = new Map<string, number>();
  readonly #failures: NodeFailure[] = [];
  #unfolded: RunEventBody[] = [];
  #nodes: Activities = {};
  #forecast: Forecast | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(record: RunRecord, live: LiveHub, pictures: NodePictures) {
    this.#record = record;
    this.#live = live;
    this.#pictures = pictures;
    this.#previews = new LatentPreviews({ send: (header, picture) => live.preview(header, picture) });
  }

  get nodes(): Activities {
    if (this.#unfolded.length > 0) this.#nodes = foldActivity(this.#nodes, this.#unfolded.splice(0));
    return this.#nodes;
  }

  get files(): readonly RunFile[] {
    return this.#shown.flat();
  }

  /** The run as clients see it. */
  get info(): RunInfo {
    const progress = progressOf(this.#forecast, this.nodes);
    return {
      ...this.#record,
      files: this.files,
      failures: [...this.#failures],
      ...(progress === undefined ? {} : { progress }),
    };
  }

  event({ run: _run, sequence: _sequence, time: _time, ...event }: RunEvent): void {
    if (event.type === 'run-forecast') {
      this.#forecast = event.forecast;
      return;
    }
    if (event.type === 'node-progress' && event.preview && !event.node.includes('/')) {
      this.#previews.offer({ ...this.#source(event.node), value: event.value, max: event.max }, event.preview);
    }
    if (event.type === 'node-done' && event.stored && !event.node.includes('/')) {
      for (const [output, stored] of Object.entries(event.stored))
        if (NodePictures.shows(stored)) this.#show(event.node, output, stored);
    }
    if (event.type === 'node-done' || event.type === 'node-cancelled' || event.type === 'node-failed')
      this.#over(event.node);
    if (event.type === 'node-failed') this.#failures.push(failureOfWorkflow(event.failure));
    const body = slim(event);
    this.#unfolded.push(body);
    if (!this.#isNoise(body))
      this.#live.publish({ type: 'run-event', run: this.#record.id, ...this.#document(), event: body });
    this.#tell();
  }

  /** Resolves when the pictures of nodes are there; nothing is told of the run any more. */
  async close(): Promise<void> {
    this.#previews.close();
    await Promise.all(this.#making);
    clearTimeout(this.#timer);
    this.#live.forgetPreviews(this.#record.id);
  }

  #show(node: string, output: string, stored: Parameters<NodePictures['show']>[0]): void {
    const place = this.#shown.length;
    if (place >= MAX_PICTURES) return;
    this.#shown.push([]);
    this.#making.push(
      this.#pictures.show(stored).then(
        (pictures) => {
          this.#shown[place] = pictures.map((picture) => ({ ...picture, node: nodeOfWorkflow(node), output }));
          this.#tell();
        },
        // A run never fails for want of a picture of one of its nodes.
        () => {},
      ),
    );
  }

  #over(node: string): void {
    if (node.includes('/')) return;
    this.#previews.drop(nodeOfWorkflow(node));
    this.#live.forgetPreviews(this.#record.id, nodeOfWorkflow(node));
  }

  /** Queueing and progress of an expansion's children, which show in the node that was expanded; steps in too quick a succession. */
  #isNoise(event: RunEventBody): boolean {
    if (event.type === 'node-queued') return event.node.includes('/');
    if (event.type !== 'node-progress') return false;
    if (event.node.includes('/')) return true;
    const now = performance.now();
    if (event.value < event.max && now - (this.#stepped.get(event.node) ?? -Infinity) < STEP_EVERY) return true;
    this.#stepped.set(event.node, now);
    return false;
  }

  #tell(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#live.publish({ type: 'run', run: this.info }, { later: true });
    }, TELL_EVERY).unref();
  }

  #source(node: string): { readonly run: string; readonly document?: string; readonly node: string } {
    return { run: this.#record.id, ...this.#document(), node: nodeOfWorkflow(node) };
  }

  #document(): { readonly document?: string } {
    return this.#record.document === undefined ? {} : { document: this.#record.document };
  }
}

/** Without pixels and digests. */
function slim(event: RunEventBody): RunEventBody {
  if (event.type === 'node-progress') return { type: event.type, node: event.node, value: event.value, max: event.max };
  if (event.type !== 'node-done') return event;
  return {
    type: event.type,
    node: event.node,
    origin: event.origin,
    seconds: event.seconds,
    ...(event.match ? { match: event.match } : {}),
  };
}
