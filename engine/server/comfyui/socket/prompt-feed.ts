/** Tells clients of ComfyUI of their prompts and of the queue, in the order in which things happen. */
import type { RequestedRun } from '../../../jobs/job-requests.ts';
import type { RunRecord } from '../../../protocol/index.ts';
import type { RunEvent } from '../../../run/events.ts';
import type { RunWatcher } from '../../runs/run-watcher.ts';
import { type PromptRun, promptRunOf } from '../prompt-request.ts';
import { describedFrame, plainFrame, textFrame } from './frames.ts';
import type { ComfyMessage, Emission, QueueStatus } from './messages.ts';
import { Outbox } from './outbox.ts';
import { endOf } from './prompt-end.ts';
import { type PromptShape, shapeOf } from './prompt-shape.ts';
import { RunMessages } from './run-messages.ts';
import { ComfySockets } from './sockets.ts';

export interface PromptFeedOptions {
  /** A run that another interface queued. */
  readonly request: (id: string) => Promise<RequestedRun | undefined>;
  /** What the output nodes of a run that is over gave, by id, as the history lists it. */
  readonly outputs: (prompt: PromptRun) => Readonly<Record<string, object>>;
  readonly features: Readonly<Record<string, unknown>>;
  /** The folder of the pictures of nodes. */
  readonly pictures: string;
  /** Connections open at once. */
  readonly sockets: number;
  readonly say: (message: string) => void;
}

interface Followed {
  readonly prompt: PromptRun;
  readonly shape: PromptShape;
  readonly messages: RunMessages;
}

export class PromptFeed implements Omit<RunWatcher, 'began'> {
  readonly sockets: ComfySockets;
  readonly #options: PromptFeedOptions;
  readonly #outbox = new Outbox();
  /** Runs that run or wait, of every interface. */
  readonly #open = new Set<string>();
  /** Running runs; undefined for one of another interface. */
  readonly #followed = new Map<string, Followed | undefined>();
  /** Settles when everything that happened until now is told. */
  #told: Promise<void> = Promise.resolve();

  constructor(options: PromptFeedOptions) {
    this.#options = options;
    this.sockets = new ComfySockets({
      most: options.sockets,
      status: () => ({ type: 'status', data: this.#status }),
      current: (client) => this.#current(client),
      features: options.features,
    });
  }

  /** @param open ids of runs that wait since before the server started. */
  start(open: Iterable<string>): void {
    for (const id of open) this.#open.add(id);
  }

  event(event: RunEvent): void {
    this.#then(async () => {
      const followed = await this.#follow(event.run);
      if (followed) this.#give(followed, followed.messages.event(event));
    });
  }

  changed(run: RunRecord): void {
    this.#then(async () => {
      const isOver = run.state !== 'queued' && run.state !== 'running';
      if (isOver) this.#open.delete(run.id);
      else this.#open.add(run.id);
      const followed = isOver ? await this.#end(run) : undefined;
      // A run that waits again will start from its beginning.
      if (run.state !== 'running') this.#followed.delete(run.id);
      const status = this.#status;
      this.#outbox.message(() => this.sockets.broadcast({ type: 'status', data: status }));
      if (followed)
        this.#message(followed.prompt, { type: 'executing', data: { node: null, prompt_id: followed.shape.id } });
    });
  }

  /** Settles when all connections are closed. */
  async close(): Promise<void> {
    await this.#told;
    await this.sockets.close();
  }

  /** @returns the prompt whose last messages were given; undefined for a run that never started. */
  async #end(run: RunRecord): Promise<Followed | undefined> {
    if (run.state === 'cancelled' && !this.#followed.has(run.id)) return undefined;
    const followed = await this.#follow(run.id);
    if (!followed) return undefined;
    const { request, run: before } = followed.prompt;
    const prompt = { run: { ...before, ...run }, request };
    const end = endOf(prompt, followed.shape, this.#options.outputs(prompt), this.#options.pictures);
    this.#give(followed, followed.messages.end(end));
    return followed;
  }

  async #follow(id: string): Promise<Followed | undefined> {
    if (this.#followed.has(id)) return this.#followed.get(id);
    const requested = await this.#options.request(id);
    const [prompt] = requested ? promptRunOf(requested) : [];
    const shape = prompt && shapeOf(prompt);
    const followed = prompt && shape && { prompt, shape, messages: new RunMessages(shape) };
    this.#followed.set(id, followed);
    return followed;
  }

  #give({ prompt }: Followed, emissions: readonly Emission[]): void {
    const { client } = prompt.request;
    for (const emission of emissions) {
      if (emission.kind === 'message') this.#message(prompt, emission.message);
      else if (emission.kind === 'text') {
        const frame = textFrame(emission.node, emission.text);
        this.#outbox.message(() => this.sockets.preview(client, frame));
      } else if (this.#wants(prompt, emission)) {
        const { picture, node, isDescribed, prompt: id } = emission;
        this.#outbox.picture(picture, (encoded) => {
          const frame = isDescribed ? describedFrame(id, node, encoded) : plainFrame(encoded);
          if (!this.sockets.reads(client, isDescribed)) return;
          if ('preview' in picture) this.sockets.preview(client, frame);
          else this.sockets.picture(client, frame);
        });
      }
    }
  }

  /** A client chooses for each prompt how previews are made. Here all ways but `none` are the same. */
  #wants({ request }: PromptRun, { picture, isDescribed }: Emission & { readonly kind: 'picture' }): boolean {
    const isWanted = !('preview' in picture) || request.extraData['preview_method'] !== 'none';
    return isWanted && this.sockets.reads(request.client, isDescribed);
  }

  #message({ request: { client } }: PromptRun, message: ComfyMessage): void {
    this.#outbox.message(() => {
      const isProgress = message.type === 'progress' || message.type === 'progress_state';
      if (message.type === 'execution_interrupted') this.sockets.broadcast(message, client);
      else if (isProgress && client === undefined) this.sockets.broadcast(message);
      else this.sockets.send(client, message);
    });
  }

  #current(client: string): ComfyMessage | undefined {
    for (const followed of this.#followed.values()) {
      const node = followed?.messages.current;
      if (node !== undefined && followed?.prompt.request.client === client)
        return { type: 'executing', data: { node, display_node: node, prompt_id: followed.shape.id } };
    }
    return undefined;
  }

  get #status(): QueueStatus {
    return { status: { exec_info: { queue_remaining: this.#open.size } } };
  }

  /** Does `work` after everything before it. */
  #then(work: () => Promise<void>): void {
    this.#told = this.#told.then(work).catch((error: unknown) => {
      this.#options.say(`A client of ComfyUI could not be told of its prompt: ${(error as Error).message}`);
    });
  }
}
