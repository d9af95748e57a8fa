/** What a worker tells of itself: what it can do, and what it does now. */
import { nanoid } from 'nanoid';
import type { Composed } from '../../host/compose.ts';
import { nodeOfWorkflow, type WorkerInfo, type WorkerRun, type WorkerState } from '../../protocol/index.ts';
import type { RunEvent } from '../../run/events.ts';
import type { Capability } from './choose-queues.ts';

export interface PresenceOptions {
  readonly name: string | undefined;
  /** Of Inkloom. */
  readonly version: string;
  readonly composed: Pick<Composed, 'models' | 'loras' | 'status'>;
}

/** Milliseconds between two looks at the folders of models. */
const LOOK = 30_000;

export class Presence {
  readonly id = nanoid();
  readonly name: string;
  readonly #options: PresenceOptions;
  readonly #started = Date.now();
  #since = Date.now();
  #isDraining = false;
  #done = 0;
  #run: WorkerRun | undefined;
  #models: readonly string[] = [];
  #loaded: readonly string[] = [];
  #looked = -Infinity;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.name =
      options.name ??
      `worker-${this.id
        .slice(0, 4)
        .toLowerCase()
        .replaceAll(/[^a-z\d]/g, '0')}`;
  }

  /** As of the last {@link info}. */
  get capability(): Capability {
    return { models: new Set(this.#models), loaded: new Set(this.#loaded) };
  }

  begin(run: string): void {
    this.#change(() => (this.#run = { id: run, since: Date.now() }));
  }

  end(): void {
    this.#change(() => (this.#run = undefined));
    this.#done += 1;
  }

  drain(): void {
    this.#change(() => (this.#isDraining = true));
  }

  /** Follows the node that works. */
  event(event: RunEvent): void {
    if (!this.#run || !('node' in event)) return;
    const { id, since } = this.#run;
    const node = nodeOfWorkflow(event.node.split('/', 1)[0] ?? event.node);
    if (event.type === 'node-started') this.#run = { id, since, node };
    if (event.type === 'node-progress' && event.max > 0)
      this.#run = { id, since, node, progress: Math.min(1, event.value / event.max) };
    if ((event.type === 'node-done' || event.type === 'node-failed') && node === this.#run.node && node === event.node)
      this.#run = { id, since };
  }

  async info(): Promise<WorkerInfo> {
    const { version, composed } = this.#options;
    await this.#look();
    const status = await composed.status.now();
    this.#loaded = sorted(status.models.flatMap(({ name }) => name ?? []));
    const { free, total } = status.memory;
    return {
      id: this.id,
      name: this.name,
      version,
      state: this.#state,
      since: this.#since,
      started: this.#started,
      models: this.#models,
      loaded: this.#loaded,
      device: status.device,
      precisions: [status.precision],
      devices: status.devices,
      memory: { free, total },
      done: this.#done,
      ...(this.#run ? { run: this.#run } : {}),
    };
  }

  get #state(): WorkerState {
    if (this.#isDraining) return 'draining';
    return this.#run ? 'working' : 'idle';
  }

  #change(change: () => void): void {
    const before = this.#state;
    change();
    if (this.#state !== before) this.#since = Date.now();
  }

  async #look(): Promise<void> {
    if (performance.now() - this.#looked < LOOK) return;
    this.#looked = performance.now();
    const { models, loras } = this.#options.composed;
    const [entries, files] = await Promise.all([models.entries(), loras.entries()]);
    this.#models = sorted([...entries, ...files].map(({ name }) => name));
  }
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}
