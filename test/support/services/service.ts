/** A server that tests talk to, such as Valkey: a process of its own on a free port, with its data in a new folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Service {
  /** The address that clients are given. It stays the same over restarts. */
  readonly url: string;
  /** Ends the process as its operator would, with its data written. Without effect where it has ended. */
  stop(): Promise<void>;
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts the process again at the same address, with the data that it left. Stops it first where it runs. */
  restart(): Promise<void>;
  /** Ends the process and removes its folder. */
  close(): Promise<void>;
}

export interface ServiceOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** User of the process, where it may not be that of the tests. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** Takes what the process prints. */
  readonly log: string;
  /** The signal that asks the process to end. */
  readonly stopSignal: NodeJS.Signals;
  /** Whether the process answers its clients. May throw while it does not. */
  readonly answers: () => Promise<boolean>;
}

/** Milliseconds until a service that does not answer is given up. */
const START_LIMIT = 60_000;
/** Milliseconds until a service that was asked to end is killed. */
const STOP_LIMIT = 20_000;

/** Starts a process, waits until it answers, and ends it. */
export class ServiceProcess {
  readonly #options: ServiceOptions;
  #child: ChildProcess | undefined;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  /** @throws when the process ends, or does not answer within a minute; with what it printed. */
  async start(): Promise<void> {
    const { command, args, env, user, log } = this.#options;
    const output = openSync(log, 'a');
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', output, output], ...user });
    closeSync(output);
    this.#child = child;
    let failure: Error | undefined;
    child.on('error', (error) => (failure = error));
    const limit = performance.now() + START_LIMIT;
    while (!(await this.#options.answers().catch(() => false))) {
      if (failure === undefined && isAlive(child) && performance.now() < limit) await sleep(50);
      else {
        await this.end('SIGKILL');
        const printed = await readFile(log, 'utf8').catch(() => '');
        throw new Error(`${command} did not start: ${failure?.message ?? ''}\n${printed.slice(-2000)}`);
      }
    }
  }

  /** Resolves when the process is gone. */
  async end(signal: NodeJS.Signals = this.#options.stopSignal): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined || !isAlive(child)) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
    await ended;
    clearTimeout(impatient);
  }
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
