/**
 * The main process's side of the inference child: starts the child when it is first needed and sends one request at a
 * time. When the child dies, a new one gets the same request again. Only a request that kills child after child fails,
 * so that a long run survives any number of deaths as long as it makes progress.
 */
import { type LoraReport, readLora } from '../checkpoint/lora/read-lora.ts';
import { InferenceError } from '../errors.ts';
import type { LoraTargets } from '../families/family.ts';
import { FamilyRegistry } from '../families/registry.ts';
import type { ComponentRef, SettledComponent } from '../families/requests.ts';
import type { WorkOperation, WorkSizes } from '../families/work.ts';
import { cpu } from '../onnx/devices/cpu.ts';
import type { Device } from '../onnx/devices/device.ts';
import { deviceNamed } from '../onnx/devices/registry.ts';
import type { IntegerChoice } from '../onnx/kernels/choose-integers.ts';
import { inferenceProfile, type InferenceProfile } from '../profile.ts';
import { type Answer, ChildProcess, type Listeners } from './child-process.ts';
import { mayPass, restartText } from './death.ts';
import type { DeviceChoice } from './device/choose-device.ts';
import { Settler } from './device/settler.ts';
import { activationBytes, budgetOf, defaultBudgets } from './memory.ts';
import { ExpectedTimes, type ExpectedRef, type ExpectedTime } from './expected-times.ts';
import { workOf } from './measured-work.ts';
import { dirsIn, type Outcome, type Pending } from './pending.ts';
import type { Measured, Operation, Protocol, RuntimeSettings, RuntimeStatus } from './protocol.ts';
import { SpeedBook } from '../speed/speed-book.ts';
import { defaultThreads } from './threads.ts';

export interface InferenceOptions extends Partial<RuntimeSettings> {
  /** JSON file that remembers how fast models run here; default: in memory only. */
  readonly speedFile?: string;
  /** How long a cancelled request may continue before the child is killed, in milliseconds; default 2000. */
  readonly cancelGraceMs?: number;
  /**
   * Called with a sentence for the operator when the child died and is started again, or works on with less; default:
   * nobody is told.
   */
  readonly onRestart?: (message: string) => void;
  /** Called when a request had to load weights: with the folders or files of its components, and the seconds. */
  readonly onLoaded?: (dirs: readonly string[], seconds: number) => void;
}

/** A request is given up when the child has died this many times in a row while it worked on it. */
const MAX_DEATHS = 3;

/** Seconds of loading that {@link InferenceOptions.onLoaded} tells. */
const WORTH_TELLING = 0.05;

/** Milliseconds before the first restart; each one after it waits four times as long. */
const FIRST_PAUSE = 250;

export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** Called while the weights of a model are prepared, which is done once: with the values done, and all of them. */
  readonly progress?: Listeners['progress'];
  /**
   * Called while a model computes, between groups of its blocks: with the share that is done, in (0, 1], and the text
   * that it has written so far, if it writes.
   */
  readonly tick?: Listeners['tick'];
}

export class InferenceClient {
  /** The families of models that the child knows too. */
  readonly families: FamilyRegistry;
  readonly #settings: RuntimeSettings;
  readonly #cancelGraceMs: number;
  readonly #onRestart: (message: string) => void;
  readonly #onLoaded: NonNullable<InferenceOptions['onLoaded']>;
  readonly #speeds: SpeedBook;
  readonly #times: ExpectedTimes;
  #learning: Promise<void> = Promise.resolve();
  readonly #waiting: Pending[] = [];
  readonly #settler: Settler;
  #child: ChildProcess | undefined;
  /** The last timesteps announced: a new child has to be told again. */
  #expected: unknown;
  /** Ends the pause before a restart. */
  #endPause: () => void = () => {};
  #busy = false;
  /** Whether the child ends when no request is open. */
  #isToEnd = false;
  #closed = false;

  constructor({
    cancelGraceMs = 2000,
    onRestart = () => {},
    onLoaded = () => {},
    speedFile,
    ...settings
  }: InferenceOptions = {}) {
    this.#settings = {
      device: 'auto',
      budgets: defaultBudgets(),
      precision: 'auto',
      threads: defaultThreads(),
      families: [],
      ...settings,
    };
    this.families = new FamilyRegistry(this.#settings.families);
    const own = { settings: this.#settings, families: this.families, tell: onRestart };
    this.#settler = new Settler({ ...own, ask: (...args) => this.request(...args) });
    this.#speeds = new SpeedBook(speedFile);
    this.#times = new ExpectedTimes({
      families: this.families,
      book: this.#speeds,
      profile: () => this.profile(),
      settle: (ref) => this.settle(ref),
    });
    this.#cancelGraceMs = cancelGraceMs;
    this.#onRestart = onRestart;
    this.#onLoaded = onLoaded;
  }

  /** Process id of the child; undefined before the first request. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The models in memory; undefined while no child is alive. The answer comes after the requests that wait. */
  status(): Promise<RuntimeStatus> | undefined {
    return this.#child?.alive === true ? this.request('status', {}) : undefined;
  }

  /** Memory that weights may take, in bytes. */
  get budget(): number {
    return budgetOf(this.#device, this.#settings.budgets);
  }

  /** Everything besides requests and components that the bytes of results depend on, for cache keys. */
  profile(): InferenceProfile {
    const { threads = defaultThreads() } = this.#settings;
    return inferenceProfile(this.#device, { threads, activationBytes: activationBytes(this.#device, this.budget) });
  }

  /**
   * The time that work will take, from its arithmetic and the speed of similar work on this machine. Reads headers.
   * @returns undefined when nothing is known of it.
   * @throws InferenceError those of opening the component.
   */
  expect<O extends WorkOperation>(
    operation: O,
    ref: ExpectedRef,
    sizes: WorkSizes[O],
  ): Promise<ExpectedTime | undefined> {
    return this.#times.expect(operation, ref, sizes);
  }

  /**
   * Settles whatever the bytes of a component's results depend on besides its files. A component that carries this is
   * computed in this way. Reads headers, no weights, and once for a digest.
   * @throws InferenceError those of {@link FamilyRegistry.of}, and for damaged weight files.
   */
  settle(component: ComponentRef): Promise<SettledComponent> {
    return this.#settler.settle(component);
  }

  /**
   * The kernels for products of integers on this machine, with the figures that speak for them. The first process that
   * asks lets the child measure them, which takes less than a second; the folder for prepared files keeps the answer.
   * A machine that was too busy to be measured is measured again when they are asked for later.
   * @throws InferenceError `runtime-missing`.
   */
  integers(): Promise<IntegerChoice> {
    return this.#settler.integers();
  }

  /**
   * The device that `auto` takes for large models, and what became of the others. The first process that asks tests
   * them, which takes seconds where there is a GPU; the folder for prepared files keeps the answer.
   */
  device(): Promise<DeviceChoice> {
    return this.#settler.device();
  }

  /**
   * Reads a LoRA for a component, in this process: headers, no weights.
   * @param role the part that the component plays.
   * @throws InferenceError `invalid-input` for a family whose models take none, and those of {@link readLora}.
   */
  async lora(component: ComponentRef, role: keyof LoraTargets, file: string): Promise<LoraReport> {
    const { loras, name } = await this.families.of(component);
    if (loras) return (await readLora(file, await loras[role](component))).report;
    const message = `${file}: models of the family "${name}" take no LoRAs`;
    throw new InferenceError('invalid-input', message, { file, received: name });
  }

  /**
   * Asks the child. Arrays in the request must not change until the promise settles.
   * @throws the signal's reason when it aborts; InferenceError `process-crashed` or `out-of-memory` when the child has
   *   died three times in a row at this request, or a model file changed while it was in use; the operation's own
   *   InferenceError.
   */
  request<O extends Operation>(
    operation: O,
    request: Protocol[O]['request'],
    { signal, progress = () => {}, tick = () => {} }: RequestOptions = {},
  ): Promise<Protocol[O]['reply']> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new Error('The inference client is closed');
      signal?.throwIfAborted();
      const cancel = (): void => {
        const index = this.#waiting.indexOf(pending);
        if (index >= 0) this.#waiting.splice(index, 1);
        else {
          pending.cancelled = true;
          this.#child?.cancel(this.#cancelGraceMs);
          this.#endPause();
        }
        reject(signal?.reason as Error);
      };
      const pending: Pending = {
        operation,
        request,
        listeners: { progress, tick, note: this.#onRestart },
        cancelled: false,
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

  /** Frees the memory of models: ends the child once no request is open. The next request starts another one. */
  async free(): Promise<void> {
    this.#isToEnd = true;
    await this.#workOff();
  }

  /** Ends the child; open requests fail. The client cannot be used afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { settle } of this.#waiting.splice(0)) settle({ error: new Error('The inference client was closed') });
    this.#endPause();
    await this.#child?.end();
    await this.#learning;
    await this.#speeds.close();
  }

  /** The device of components that name none. */
  get #device(): Device {
    const { device } = this.#settings;
    return device === 'auto' ? cpu : deviceNamed(device);
  }

  async #workOff(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        next.settle(await this.#carryOut(next));
      } catch (error) {
        next.settle({ error });
      }
    }
    if (this.#isToEnd) {
      this.#isToEnd = false;
      await this.#child?.end();
      this.#times.childEnded();
    }
    this.#busy = false;
    // Requests may have come while the child ended.
    if (this.#waiting.length > 0) await this.#workOff();
  }

  /** Asks until there is an answer, or the child has died too often. */
  async #carryOut(pending: Pending): Promise<Outcome> {
    for (let deaths = 1; ; deaths += 1) {
      const answer = await this.#ask(pending);
      if (answer.kind === 'reply') this.#learn(pending, answer);
      if (answer.kind === 'reply' && answer.spent.loading >= WORTH_TELLING)
        this.#onLoaded(dirsIn(pending.request), answer.spent.loading);
      if (answer.kind === 'error' && (await this.#goesOn(pending, answer.error))) continue;
      if (answer.kind !== 'died') return answer;
      this.#times.childEnded();
      if (this.#closed) return { error: new Error('The inference client was closed') };
      const { death } = answer;
      if (pending.cancelled || !mayPass(death)) return { error: death.error(deaths) };
      if (deaths >= MAX_DEATHS) {
        if (!this.#settler.giveUp(pending, death.error(deaths))) return { error: death.error(deaths) };
        continue;
      }
      this.#onRestart(restartText(death));
      await this.#pause(FIRST_PAUSE * 4 ** (deaths - 1));
      if (pending.cancelled || this.#closed) return { error: death.error(deaths) };
    }
  }

  /** Whether a request whose device failed is repeated, on the processor. */
  async #goesOn(pending: Pending, error: Error): Promise<boolean> {
    if (!(error instanceof InferenceError) || error.code !== 'device-failed') return false;
    // A lost device stays lost for the life of its process.
    await this.#child?.end();
    this.#times.childEnded();
    return !pending.cancelled && this.#settler.giveUp(pending, error);
  }

  /** Nothing waits for what is learned, and a failure of it fails nothing. */
  #learn({ operation, request }: Pending, { reply, spent }: Extract<Answer, { kind: 'reply' }>): void {
    this.#learning = this.#learning
      .then(async () => {
        const work = workOf(operation, request, reply);
        if (work) await this.#times.learn(work, spent);
        if (operation === 'measure') await this.#times.learnKernels(reply as Measured);
      })
      .catch(() => {});
  }

  async #ask({ operation, request, listeners }: Pending): Promise<Answer> {
    if (operation === 'expectTimesteps') this.#expected = request;
    const known = this.#child?.alive === true ? this.#child : undefined;
    const asked = this.#settler.withoutFailed(request);
    if (known) return known.ask(operation, asked, listeners);
    const child = new ChildProcess(this.#settings);
    this.#child = child;
    if (this.#expected !== undefined && operation !== 'expectTimesteps') {
      const told = await child.ask('expectTimesteps', this.#expected);
      if (told.kind === 'died') return told;
    }
    return child.ask(operation, asked, listeners);
  }

  /** Ends early when the request is cancelled or the client is closed. */
  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
