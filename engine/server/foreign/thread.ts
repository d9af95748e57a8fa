/**
 * The other side of worker.ts: asks the thread one thing at a time, with a limit of time and memory for each. A thread
 * that goes beyond is ended, and the next question starts another.
 */
import { startThread, type Thread } from '../../../inference/index.ts';
import { HttpError } from '../http/errors.ts';
import { fromWire, type WireError } from './wire-error.ts';
import type { ForeignSettings, ForeignTask, ForeignWork } from './work.ts';

export interface ForeignQuestion {
  readonly id: number;
  readonly task: ForeignTask;
  readonly question: unknown;
}

export type ForeignAnswer = {
  readonly id: number;
  /** Bytes of the thread's heap. */
  readonly heap: number;
} & ({ readonly reply: unknown } | { readonly error: WireError });

export interface ThreadLimits {
  /** Milliseconds of one task. */
  readonly time: number;
  /** MiB of its objects. */
  readonly memory: number;
  /** Tasks that wait. */
  readonly waiting: number;
}

const LIMITS: ThreadLimits = { time: 10_000, memory: 160, waiting: 100 };
/** Milliseconds after which a thread without work ends. */
const IDLE_MS = 20_000;
/** Bytes of a heap that is given up, with its thread, because it would not shrink for long. A new one has 20 MiB. */
const LARGE_HEAP = 48 * 2 ** 20;
/** Seconds after which a client may try again. */
const RETRY_AFTER = 5;

interface Waiting extends ForeignQuestion {
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class ForeignThread {
  readonly #settings: ForeignSettings;
  readonly #limits: ThreadLimits;
  readonly #waiting: Waiting[] = [];
  /** The question the thread works on. */
  #current: Waiting | undefined;
  #worker: Thread | undefined;
  #isReady = false;
  #timer: NodeJS.Timeout | undefined;
  #asked = 0;

  constructor(settings: ForeignSettings, limits: Partial<ThreadLimits> = {}) {
    this.#settings = settings;
    this.#limits = { ...LIMITS, ...limits };
  }

  /**
   * @throws what the task throws; HttpError 422 `too-costly` when it takes too long, 413 `too-large` when it takes too
   *   much memory, 503 `busy` when too much waits already.
   */
  ask<T extends ForeignTask>(
    task: T,
    question: Parameters<ForeignWork[T]>[0],
  ): Promise<Awaited<ReturnType<ForeignWork[T]>>> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length >= this.#limits.waiting) throw busy();
      const waiting = { id: ++this.#asked, task, question, reject, resolve: resolve as Waiting['resolve'] };
      this.#waiting.push(waiting);
      this.#next();
    });
  }

  async close(): Promise<void> {
    await this.#end(new Error('The server stops.'), this.#waiting.splice(0));
  }

  #next(): void {
    if (this.#current || this.#waiting.length === 0) return;
    this.#worker ??= this.#start();
    if (!this.#isReady) return;
    const next = this.#waiting.shift() as Waiting;
    this.#current = next;
    this.#setTimer(this.#limits.time, () => void this.#end(tooCostly(next.task, this.#limits.time)));
    const { id, task, question } = next;
    this.#worker.postMessage({ id, task, question } satisfies ForeignQuestion, buffersOf(question));
  }

  #start(): Thread {
    const worker = startThread(new URL('./worker', import.meta.url), {
      workerData: this.#settings,
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.memory, maxYoungGenerationSizeMb: 16 },
    });
    worker.unref();
    worker.on('message', (message: 'ready' | ForeignAnswer) => {
      if (this.#worker !== worker) return;
      if (message === 'ready') this.#isReady = true;
      else this.#settle(message);
      this.#next();
    });
    worker.on('error', (error) => this.#worker === worker && void this.#end(reasonOf(error)));
    worker.on(
      'exit',
      () => this.#worker === worker && void this.#end(new Error('The thread that checks files ended.')),
    );
    return worker;
  }

  #settle(answer: ForeignAnswer): void {
    const current = this.#current;
    if (current?.id !== answer.id) return;
    this.#current = undefined;
    this.#setTimer(IDLE_MS, () => void this.#end(new Error('idle')));
    if ('reply' in answer) current.resolve(answer.reply);
    else current.reject(fromWire(answer.error));
    if (answer.heap > LARGE_HEAP) void this.#end(new Error('full'));
  }

  /** Ends the thread and fails what it works on. What waits goes to another thread. */
  async #end(error: Error, failed: readonly Waiting[] = []): Promise<void> {
    const [worker, current] = [this.#worker, this.#current];
    const neverStarted = worker && !this.#isReady;
    [this.#worker, this.#current, this.#isReady] = [undefined, undefined, false];
    clearTimeout(this.#timer);
    // A thread that cannot even start would be started for ever.
    const lost = [...(current ? [current] : []), ...failed, ...(neverStarted ? this.#waiting.splice(0) : [])];
    for (const { reject } of lost) reject(error);
    this.#next();
    await worker?.terminate();
  }

  #setTimer(milliseconds: number, work: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(work, milliseconds);
    this.#timer.unref();
  }
}

/** A body is handed over, not copied, unless its bytes are a part of something else. */
function buffersOf(question: unknown): ArrayBuffer[] {
  const { bytes } = question as { readonly bytes?: Uint8Array };
  return bytes?.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength ? [bytes.buffer] : [];
}

function reasonOf(error: Error): Error {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') return error;
  return new HttpError(413, 'too-large', 'This takes more memory to check than the server gives to one request.', {
    cause: error,
  });
}

function tooCostly(task: ForeignTask, time: number): HttpError {
  const what = task === 'measure' ? 'picture' : 'workflow';
  return new HttpError(
    422,
    'too-costly',
    `Checking the ${what} took more than ${time / 1000} s, so it was given up. Make it smaller.`,
  );
}

function busy(): HttpError {
  return new HttpError(503, 'busy', 'The server checks too many files already. Try again in a few seconds.', {
    headers: { 'retry-after': String(RETRY_AFTER) },
  });
}
