/** A server with its own data folder, and pages that record errors and warnings. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFailed } from 'vitest';

const COMMAND = fileURLToPath(new URL('../../../engine/cli/inkloom.mjs', import.meta.url));

export interface RunningServer {
  readonly address: string;
  readonly process: ChildProcess;
  /** Kills the server, as a crash would. */
  kill(): Promise<void>;
  /** Stops the server properly. */
  stop(): Promise<void>;
}

export interface Inkloom {
  /** The data folder. */
  readonly data: string;
  /** Starts the server. A second start uses the same port. */
  start(): Promise<RunningServer>;
  /** Kills the server and removes its data. */
  close(): Promise<void>;
}

/** @param options further arguments of `inkloom start`. */
export async function inkloom(options: readonly string[] = []): Promise<Inkloom> {
  const data = await mkdtemp(join(tmpdir(), 'inkloom-browser-'));
  let running: RunningServer | undefined;
  let port = 0;
  return {
    data,
    async start() {
      running = await startServer(data, port, options);
      port = Number(new URL(running.address).port);
      return running;
    },
    async close() {
      await running?.kill();
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function startServer(data: string, port: number, options: readonly string[]): Promise<RunningServer> {
  const folders = ['--data', data, '--cache', join(data, 'cache'), ...options];
  const child = spawn(process.execPath, [COMMAND, 'start', '--port', String(port), ...folders], {
    cwd: data,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [found] = /http:\/\/[^\s/]+/.exec(line) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${errors.join('\n')}`)));
  });
  const end = (signal: NodeJS.Signals) => (): Promise<void> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve();
      else child.once('exit', () => resolve()).kill(signal);
    });
  return { address, process: child, kill: end('SIGKILL'), stop: end('SIGTERM') };
}

export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings that the page logged, and exceptions that it threw. */
  readonly complaints: string[];
}

/** A page with its own context, so with its own storage. If its test fails, a screenshot goes to `out/failed`. */
export async function watchedPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const complaints: string[] = [];
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  onTestFailed(async ({ task }) => {
    await page
      .screenshot({ path: join('out', 'failed', `${task.name.replaceAll(/\W+/g, '-').slice(0, 60)}.png`) })
      .catch(() => {});
    if (complaints.length > 0) process.stderr.write(`${complaints.join('\n')}\n`);
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  return { page, complaints };
}
