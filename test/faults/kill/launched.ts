/** A process that is killed at some moment, and what it printed until then. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** A line of a stack trace. */
const STACK = /^\s+at .*(?:\.[cm]?[jt]s|node:\w+|<anonymous>)\b/m;

export class Launched {
  /** Settles when the process has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly isKilled: boolean }>;
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #stdout = '';
  #stderr = '';
  #isOver = false;

  constructor(program: string, args: readonly string[], folder: string) {
    const env = { ...process.env, INKLOOM_CACHE: `${folder}/cache`, INKLOOM_MODELS: '' };
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      this.#wake();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
      this.#wake();
    });
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        this.#isOver = true;
        this.#wake();
        resolve({ code, isKilled: signal === 'SIGKILL' });
      });
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get printed(): string {
    return this.#stdout + this.#stderr;
  }

  /** The output, when it shows a stack trace. */
  get stack(): string | undefined {
    return STACK.test(this.printed) ? this.printed : undefined;
  }

  /** The events printed with `--json`, without a line that a kill cut off. */
  get events(): readonly PrintedEvent[] {
    const lines = this.#stdout.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as PrintedEvent);
  }

  /** Waits until a condition on the output holds, at most until the process ends. @returns whether it holds. */
  async until(condition: () => boolean): Promise<boolean> {
    while (!condition() && !this.#isOver) await new Promise<void>((resolve) => this.#waiting.add(resolve));
    return condition();
  }

  /** @returns whether the process was still running. */
  async killAfter(milliseconds: number): Promise<boolean> {
    const cut = new AbortController();
    const pause = sleep(milliseconds, undefined, { signal: cut.signal }).catch(() => {});
    await Promise.race([pause, this.ended]);
    cut.abort();
    this.#child.kill('SIGKILL');
    return (await this.ended).isKilled;
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

export interface PrintedEvent {
  readonly type: string;
  readonly node?: string;
  readonly origin?: string;
  readonly path?: string;
  readonly status?: string;
}
