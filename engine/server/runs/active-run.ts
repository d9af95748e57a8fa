/** A running run as it is now: what its nodes did, which files there are, how far it is. */
import type { NodePictureStore } from '../../jobs/node-picture-store.ts';
import type { RunPublisher } from '../../jobs/run-publisher.ts';
import {
  type Activities,
  failureOfWorkflow,
  foldActivity,
  type Forecast,
  type ModelReading,
  type NodeFailure,
  innerNode,
  nodeOfWorkflow,
  type RunEventBody,
  type RunFile,
  type RunInfo,
  type RunRecord,
} from '../../protocol/index.ts';
import type { RunEvent } from '../../run/events.ts';
import { EventFilter, withoutPixels } from './event-filter.ts';
import { LatentPreviews } from './latent-previews.ts';
import { progressOf } from './progress.ts';
import { shortKey } from './pictures/result-key.ts';
import { ShownPictures } from './pictures/shown-pictures.ts';

/** Milliseconds between updates of a running run that are sent to clients. */
const UPDATE_INTERVAL = 300;

export class ActiveRun {
  readonly #record: RunRecord;
  readonly #onEvent: (event: RunEvent) => void;
  readonly #publisher: RunPublisher;
  readonly #pictures: ShownPictures;
  readonly #previews: LatentPreviews;
  readonly #filter = new EventFilter();
  readonly #failures: NodeFailure[] = [];
  readonly #keys = new Map<string, string>();
  /** Files of finished targets. */
  readonly #saved: RunFile[] = [];
  /** Events that {@link #nodes} does not hold yet. */
  #unfolded: RunEventBody[] = [];
  #nodes: Activities = {};
  #forecast: Forecast | undefined;
  #reading: ModelReading | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onEvent called with every event, as the engine gave it. */
  constructor(
    record: RunRecord,
    publisher: RunPublisher,
    pictures: NodePictureStore,
    onEvent: (event: RunEvent) => void = () => {},
  ) {
    this.#onEvent = onEvent;
    this.#record = record;
    this.#publisher = publisher;
    this.#pictures = new ShownPictures(pictures, () => this.#update());
    this.#previews = new LatentPreviews({ send: (header, picture) => publisher.preview(header, picture) });
  }

  get nodes(): Activities {
    if (this.#unfolded.length > 0) this.#nodes = foldActivity(this.#nodes, this.#unfolded.splice(0));
    return this.#nodes;
  }

  /** What nodes show. */
  get pictures(): readonly RunFile[] {
    return this.#pictures.files;
  }

  /** The run as clients see it. */
  get info(): RunInfo {
    const progress = progressOf(this.#forecast, this.nodes);
    return {
      ...this.#record,
      files: [...this.#saved, ...this.pictures],
      failures: [...this.#failures],
      ...(progress === undefined ? {} : { progress }),
      ...(this.#reading === undefined ? {} : { reading: this.#reading }),
    };
  }

  /** Model files are read beside the run. */
  reading(reading: ModelReading): void {
    this.#reading = reading.done < reading.of ? reading : undefined;
    this.#update();
  }

  /** A file is on the disk. */
  saved(file: RunFile): void {
    this.#saved.push(file);
    this.#update();
  }

  event(event: RunEvent): void {
    this.#onEvent(event);
    this.#take(event);
  }

  /** Resolves when all pictures are made. Nothing is published of the run afterwards. */
  async close(): Promise<void> {
    this.#previews.close();
    await this.#pictures.settled();
    clearTimeout(this.#timer);
    this.#publisher.forgetPreviews(this.#record.id);
  }

  /** The key of the result of a node that is done: see `RunFile.key`. @param id of the node or of a copy of it. */
  keyOf(id: string): string | undefined {
    return this.#keys.get(id);
  }

  #take({ run: _run, sequence: _sequence, time: _time, ...event }: RunEvent): void {
    if (event.type === 'run-forecast') {
      this.#forecast = event.forecast;
      return;
    }
    this.#show(event);
    if (event.type === 'node-done' && event.key !== undefined) this.#keys.set(event.node, shortKey(event.key));
    if (event.type === 'node-failed') this.#failures.push(failureOfWorkflow(event.failure));
    const body = withoutPixels(event);
    this.#unfolded.push(body);
    if (this.#filter.isWorthSending(body))
      this.#publisher.publish({ type: 'run-event', ...this.#source(), event: body });
    this.#update();
  }

  /** Previews and pictures. Children of an expansion have none of their own. */
  #show(event: RunEventBody): void {
    if (!('node' in event) || event.node.includes('/')) return;
    const node = nodeOfWorkflow(event.node);
    if (event.type === 'node-progress' && event.preview)
      this.#previews.offer(
        { ...this.#source(), node, ...innerNode(event.node), value: event.value, max: event.max },
        event.preview,
      );
    if (event.type === 'node-done' && event.stored) this.#pictures.show(event.node, event.stored, event.key);
    if (event.type === 'node-done' || event.type === 'node-cancelled' || event.type === 'node-failed') {
      this.#previews.drop(node);
      this.#publisher.forgetPreviews(this.#record.id, node);
    }
  }

  #update(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#publisher.publish({ type: 'run', run: this.info }, { later: true });
    }, UPDATE_INTERVAL).unref();
  }

  #source(): { readonly run: string; readonly document?: string } {
    const { id, document } = this.#record;
    return { run: id, ...(document === undefined ? {} : { document }) };
  }
}
