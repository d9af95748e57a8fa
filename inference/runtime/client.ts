/**
 * The main process's side of the inference child: starts the child when it is first needed and sends one request at a
 * time. The child's death becomes an error of the request in progress; the next request starts a new child.
 */
import { FamilyRegistry } from '../families/registry.ts';
import { deviceNamed } from '../onnx/devices/registry.ts';
import { inferenceProfile, type InferenceProfile } from '../profile.ts';
import { ChildProcess } from './child-process.ts';
import { defaultBudgets } from './memory.ts';
import type { Operation, Protocol, RuntimeSettings } from './protocol.ts';

export interface InferenceOptions extends Partial<RuntimeSettings> {
  /** How long a cancelled request may continue before the child is killed, in milliseconds; default 2000. */
  readonly cancelGraceMs?: number;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

interface Pending {
  readonly operation: Operation;
  readonly request: unknown;
  readonly settle: (outcome: { readonly reply: unknown } | { readonly error: unknown }) => void;
}

export class InferenceClient {
  /** The families of models that the child knows too. */
  readonly families: FamilyRegistry;
  readonly #settings: RuntimeSettings;
  readonly #cancelGraceMs: number;
  readonly #waiting: Pending[] = [];
  #child: ChildProcess | undefined;
  #busy = false;
  #closed = false;

  constructor({ cancelGraceMs = 2000, ...settings }: InferenceOptions = {}) {
    this.#settings = {
      device: 'cpu',
      budgets: defaultBudgets(),
      precision: 'auto',
      families: [],
      ...settings,
    };
    this.families = new FamilyRegistry(this.#settings.families);
    this.#cancelGraceMs = cancelGraceMs;
  }

  /** Process id of the child; undefined before the first request. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Everything besides the requests that the numbers of results depend on, for cache keys. */
  async profile(): Promise<InferenceProfile> {
    return inferenceProfile(deviceNamed(this.#settings.device), await this.families.all());
  }

  /**
   * Asks the child. Arrays in the request must not change until the promise settles.
   * @throws the signal's reason when it aborts; InferenceError `process-crashed` or `out-of-memory` when the child
   *   dies; the operation's own InferenceError.
   */
  request<O extends Operation>(
    operation: O,
    request: Protocol[O]['request'],
    { signal }: RequestOptions = {},
  ): Promise<Protocol[O]['reply']> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new Error('The inference client is closed');
      signal?.throwIfAborted();
      const cancel = (): void => {
        const index = this.#waiting.indexOf(pending);
        if (index >= 0) this.#waiting.splice(index, 1);
        else this.#child?.killAfter(this.#cancelGraceMs);
        reject(signal?.reason as Error);
      };
      const pending: Pending = {
        operation,
        request,
        settle: (outcome) => {
          signal?.removeEventListener('abort', cancel);
          if ('reply' in outcome) resolve(outcome.reply as Protocol[O]['reply']);
          else reject(outcome.error);
        },
      };
      signal?.addEventListener('abort', cancel, { once: true });
      this.#waiting.push(pending);
      void this.#workOff();
    });
  }

  /** Ends the child; open requests fail. The client cannot be used afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { settle } of this.#waiting.splice(0)) settle({ error: new Error('The inference client was closed') });
    await this.#child?.end();
  }

  async #workOff(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        const child = this.#start();
        next.settle({ reply: await child.ask(next.operation, next.request) });
      } catch (error) {
        next.settle({ error });
      }
    }
    this.#busy = false;
  }

  #start(): ChildProcess {
    if (this.#child?.alive !== true) this.#child = new ChildProcess(this.#settings);
    return this.#child;
  }
}
