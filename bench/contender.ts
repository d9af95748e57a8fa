/** One process under measurement: a model loaded once, then a line of JSON in and a line of JSON out for every run. */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Seconds of one run. */
export interface Timing {
  readonly wall: number;
  /** Over all threads. */
  readonly cpu: number;
}

export interface RunRequest {
  readonly timestep: number;
  /** File that takes the result as raw float32. */
  readonly output?: string;
}

export class Contender {
  readonly name: string;
  readonly timings: Timing[] = [];
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  private constructor(name: string, child: ChildProcessWithoutNullStreams) {
    this.name = name;
    this.#process = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Starts a process and waits until its model is loaded. */
  static async start(name: string, command: string, args: readonly string[]): Promise<Contender> {
    const child = spawn(command, args, { env: { ...process.env, HF_HUB_OFFLINE: '1' } });
    child.stderr.pipe(process.stderr);
    const contender = new Contender(name, child);
    await contender.#answer();
    return contender;
  }

  /** Runs once without keeping the timing. */
  async warmUp(request: RunRequest): Promise<void> {
    await this.#ask(request);
  }

  /** Runs once and keeps the timing. */
  async run(request: RunRequest): Promise<void> {
    this.timings.push(await this.#time(request));
  }

  /** Work done once for a whole schedule. Each run is charged an equal part of its time. */
  async prepare(timesteps: readonly number[]): Promise<Timing> {
    return this.#time({ prepare: timesteps });
  }

  async #time(request: object): Promise<Timing> {
    const { wall, cpu } = await this.#ask(request);
    if (typeof wall !== 'number' || typeof cpu !== 'number') throw new Error(`${this.name} gave no timing`);
    return { wall, cpu };
  }

  /** Ends the process. @returns its peak resident memory in bytes. */
  async end(): Promise<number> {
    const { peakBytes } = await this.#ask({ end: true });
    this.#process.stdin.end();
    return Number(peakBytes);
  }

  /** Kills the process. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  async #ask(request: object): Promise<Readonly<Record<string, unknown>>> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    return this.#answer();
  }

  async #answer(): Promise<Readonly<Record<string, unknown>>> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`${this.name} ended without an answer`);
    const answer: Readonly<Record<string, unknown>> = JSON.parse(value);
    return answer;
  }
}
