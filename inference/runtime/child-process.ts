/** One life of the inference child: spawn, one question at a time, death. */
import { spawn, type ChildProcess as NodeChild } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { InferenceError } from '../errors.ts';
import { childEnvironment } from './child-environment.ts';
import { crash, type Death, notStarted } from './death.ts';
import { readFrames, writeFrame } from './frames.ts';
import type { FromChild, Operation, RuntimeSettings, Spent, ToChild, WireError } from './protocol.ts';
import { LIFELINE } from './watchdog.ts';

/** Characters of the child's error output kept for the message of a crash. */
const KEPT_ERROR_OUTPUT = 4000;

/**
 * Milliseconds after the end of the child in which its last output is read. The end of a pipe may never come: another
 * program can hold the pipe, and under Wine it was also missed where none did.
 */
const LAST_OUTPUT = 1000;

/** A handle that can keep the event loop alive. */
interface Referable {
  ref(): void;
  unref(): void;
}

/** How a request ended. */
export type Answer =
  | { readonly kind: 'reply'; readonly reply: unknown; readonly spent: Spent }
  /** The operation threw; the child goes on. */
  | { readonly kind: 'error'; readonly error: Error }
  | { readonly kind: 'died'; readonly death: Death };

/** Called with the values of weights that are prepared, out of all that the request needs. */
export type OnProgress = (value: number, max: number) => void;

/** Called with the share of the request that is computed, in (0, 1], and the text written so far, if it writes. */
export type OnTick = (share: number, text?: string) => void;

/** Listeners to a request at work. */
export interface Listeners {
  readonly progress: OnProgress;
  readonly tick: OnTick;
  /** Called with a sentence for the user. */
  readonly note: (sentence: string) => void;
}

interface Question {
  readonly id: number;
  readonly listeners: Listeners | undefined;
  /** When it was asked, in milliseconds; undefined for the first question, which waits for the process to start. */
  readonly asked: number | undefined;
  readonly settle: (answer: Answer) => void;
}

export class ChildProcess {
  readonly #process: NodeChild;
  readonly #channel: Duplex & Referable;
  /** The child ends when this pipe does: {@link LIFELINE}. */
  readonly #lifeline: Duplex & Referable;
  readonly #ended: Promise<void>;
  #errorOutput = '';
  #question: Question | undefined;
  #alive = true;
  #ending = false;
  #kill: NodeJS.Timeout | undefined;
  #asked = 0;

  constructor(settings: RuntimeSettings) {
    this.#process = spawn(process.execPath, childArguments(), {
      env: childEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#channel = this.#process.stdio[3] as Duplex & Referable;
    this.#lifeline = this.#process.stdio[LIFELINE] as Duplex & Referable;
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errorOutput = (this.#errorOutput + text).slice(-KEPT_ERROR_OUTPUT);
    });
    let lastOutput: NodeJS.Timeout | undefined;
    this.#process.once('exit', () => {
      lastOutput = setTimeout(() => this.#process.stdio.forEach((stream) => stream?.destroy()), LAST_OUTPUT);
    });
    this.#ended = new Promise((resolve) => {
      this.#process.once('close', (code, signal) => {
        clearTimeout(lastOutput);
        this.#die(crash(code, signal, this.#errorOutput));
        resolve();
      });
      this.#process.once('error', (cause) => {
        this.#die(notStarted(cause));
        resolve();
      });
    });
    // A broken pipe means that the child died, which is reported once its exit status is known.
    this.#channel.on('error', () => {});
    this.#lifeline.on('error', () => {}).resume();
    readFrames(this.#channel, (message) => this.#answer(message as FromChild));
    this.#send({ type: 'settings', settings });
    this.#keepsLoopAlive(false);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Sends one request; the previous one must have settled. */
  ask(operation: Operation, request: unknown, listeners?: Listeners): Promise<Answer> {
    return new Promise((settle) => {
      const id = this.#asked++;
      this.#question = { id, asked: id === 0 ? undefined : performance.now(), listeners, settle };
      this.#keepsLoopAlive(true);
      this.#send({ type: 'request', id, operation, request });
    });
  }

  /**
   * Asks the process to end the current question, and kills it unless it answers within the time.
   * @param milliseconds until then.
   */
  cancel(milliseconds: number): void {
    if (!this.#question) return;
    this.#send({ type: 'cancel', id: this.#question.id });
    this.#kill ??= setTimeout(() => this.#process.kill('SIGKILL'), milliseconds);
  }

  async end(): Promise<void> {
    this.#ending = true;
    this.#keepsLoopAlive(true);
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  #send(message: ToChild): void {
    writeFrame(this.#channel, message);
  }

  #answer(message: FromChild): void {
    const question = this.#question;
    if (question?.id !== message.id) return;
    if (message.type === 'progress') return question.listeners?.progress(message.value, message.max);
    if (message.type === 'tick') return question.listeners?.tick(message.share, message.text);
    if (message.type === 'note') return question.listeners?.note(message.sentence);
    this.#settle();
    if (message.type === 'reply')
      question.settle({ kind: 'reply', reply: message.reply, spent: withTransfer(message.spent, question.asked) });
    else question.settle({ kind: 'error', error: fromWire(message.error) });
  }

  #die(death: Death): void {
    this.#alive = false;
    const question = this.#question;
    this.#settle();
    question?.settle({ kind: 'died', death });
  }

  #settle(): void {
    this.#question = undefined;
    clearTimeout(this.#kill);
    this.#kill = undefined;
    // While the process is being ended, keep the event loop alive until it has died, even if an answer arrives first.
    this.#keepsLoopAlive(this.#ending);
  }

  /** An idle child must not keep a script from ending. */
  #keepsLoopAlive(working: boolean): void {
    const stderr = this.#process.stderr as unknown as Referable;
    const handles = [this.#process, this.#channel, this.#lifeline, stderr];
    for (const handle of handles) {
      if (working) handle.ref();
      else handle.unref();
    }
  }
}

/** In a checkout the child is TypeScript, for which Node 20 needs a loader; in a package it is JavaScript. */
function childArguments(): string[] {
  const source = import.meta.url.endsWith('.ts');
  const child = fileURLToPath(new URL(source ? './child.ts' : './child.js', import.meta.url));
  const { typescript } = process.features as { readonly typescript?: unknown };
  if (!source || typescript) return [child];
  return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href, child];
}

/** Tensors on their way to the process and back are work too. */
function withTransfer(spent: Spent, asked: number | undefined): Spent {
  return asked === undefined ? spent : { ...spent, working: (performance.now() - asked) / 1000 - spent.loading };
}

function fromWire({ code, message, details }: WireError): Error {
  return code === undefined ? new Error(message) : new InferenceError(code, message, details);
}
