/** A fleet of real processes: one server and its workers, which a test kills and starts again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FleetInfo, RunInfo, Workflow } from '../../../engine/protocol/index.ts';
import { Asking, chainOf, PACK } from '../../server/runs/runs-support.ts';
import { PROGRAM } from '../../support/compiled.ts';

/** Milliseconds. */
const START_LIMIT = 90_000;

export interface FleetPlaces {
  /** Address of the queue. */
  readonly queue: string;
  /** Address of the store; default: a folder. */
  readonly store?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export class Process {
  readonly name: string;
  readonly #child: ChildProcess;
  #printed = '';

  constructor(name: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    this.name = name;
    this.#child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (data: Buffer) => (this.#printed += data.toString()));
  }

  get printed(): string {
    return this.#printed;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Waits for a line. @returns the match. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const end = performance.now() + START_LIMIT;
    for (;;) {
      const match = pattern.exec(this.#printed);
      if (match) return match;
      if (!this.isAlive || performance.now() > end) throw new Error(`${this.name}: ${this.#printed}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** @returns the exit code; null after a signal that the process did not handle. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.isAlive) {
      const ended = once(this.#child, 'exit');
      this.#child.kill(signal);
      await ended;
    }
    return this.#child.exitCode;
  }
}

export class Fleet {
  readonly folder = mkdtempSync(join(tmpdir(), 'inkloom-fleet-'));
  readonly #places: FleetPlaces;
  readonly #processes: Process[] = [];
  #server: Asking | undefined;

  constructor(places: FleetPlaces) {
    this.#places = places;
    mkdirSync(join(this.folder, 'store'));
  }

  get server(): Asking {
    if (!this.#server) throw new Error('The server is not started');
    return this.#server;
  }

  async startServer(): Promise<Process> {
    const data = join(this.folder, 'data');
    const server = this.#start('start', ['--port', '0', '--data', data, '--cache', join(this.folder, 'cache-server')]);
    const [, url = ''] = await server.says(/Inkloom is at (http\S+?)\/?\n/);
    this.#server = new Asking(url, data);
    return server;
  }

  /** @param cache name of a folder; of one machine, workers share it. */
  async startWorker(name: string, cache = name, args: readonly string[] = []): Promise<Process> {
    const worker = this.#start('worker', ['--name', name, '--cache', join(this.folder, cache), ...args]);
    await worker.says(/waits for runs/);
    return worker;
  }

  async workers(): Promise<FleetInfo> {
    return (await this.server.ask('GET', '/api/workers')).body as FleetInfo;
  }

  async close(): Promise<void> {
    await Promise.all(this.#processes.map((each) => each.end('SIGKILL')));
    rmSync(this.folder, { recursive: true, force: true });
  }

  #start(command: string, args: readonly string[]): Process {
    const { queue, store = join(this.folder, 'store'), env } = this.#places;
    const all = { ...process.env, ...env, INKLOOM_QUEUE: queue, INKLOOM_STORE: store };
    const started = new Process(command, [command, '--nodes', PACK, ...args], all);
    this.#processes.push(started);
    return started;
  }
}

/** A run that takes about a tenth of a second. */
export function job(shade: number): Workflow {
  return chainOf({ type: 'test/slow', inputs: { steps: 4, pause: 20 } }, shade);
}

export async function until<T>(what: string, find: () => Promise<T | undefined>, limit = 60_000): Promise<T> {
  const end = performance.now() + limit;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`Waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until so many runs are over. @returns all runs, the first to be queued first. */
export function over(server: Asking, count: number, limit?: number): Promise<readonly RunInfo[]> {
  return until(
    `${count} runs that are over`,
    async () => {
      const runs = await server.list();
      return runs.filter(({ ended }) => ended !== undefined).length >= count ? runs.toReversed() : undefined;
    },
    limit,
  );
}
