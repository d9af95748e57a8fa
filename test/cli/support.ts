/** Runs the command as a user does: in a folder of its own, and in a process of its own where that can matter. */
import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { main } from '../../engine/cli/main.ts';
import { PROGRAM } from '../support/compiled.ts';

/** Settings that make a run take seconds: random weights, a small picture, two steps. */
export const SMALL = [
  '--set',
  'model=tiny-random',
  '--set',
  'width=64',
  '--set',
  'height=48',
  '--set',
  'steps=2',
] as const;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Where it ran. */
  readonly folder: string;
}

export interface RunOptions {
  readonly folder?: string;
  /** Sent once, as soon as `when` is true of the text printed so far. */
  readonly interrupt?: { readonly when: (printed: string) => boolean; readonly signal: NodeJS.Signals };
}

/** A folder to run the command in. */
export const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-cli-'));

/** Variables that hide the settings of this machine, with a cache inside a folder. */
const environment = (folder: string) => ({ INKLOOM_CACHE: join(folder, 'cache'), INKLOOM_MODELS: '' });

/**
 * Runs the command in the process of the test, for a command that computes nothing: starting a process takes longer
 * than all such a command does. Not for tests that run at the same time: working folder and output are the process's.
 */
export async function inkloomHere(args: readonly string[], at?: string): Promise<Outcome> {
  const folder = at ?? (await newFolder());
  const [home, written] = [process.cwd(), { stdout: '', stderr: '' }];
  const listeners = (['stdout', 'stderr'] as const).map((name) => [name, process[name].listeners('error')] as const);
  for (const [name, value] of Object.entries(environment(folder))) vi.stubEnv(name, value);
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
      return true;
    }),
  );
  process.chdir(folder);
  try {
    const code = await main(args, {
      startServer: () => Promise.reject(new Error('No server is started here.')),
      startWorker: () => Promise.reject(new Error('No worker is started here.')),
    });
    return { code, ...written, folder };
  } finally {
    process.chdir(home);
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
    for (const [name, before] of listeners)
      for (const listener of process[name].listeners('error'))
        if (!before.includes(listener)) process[name].off('error', listener as () => void);
  }
}

/** Resolves when the process ends. The process sees no settings of this machine; its cache is in its folder. */
export async function inkloom(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const folder = options.folder ?? (await newFolder());
  const env = { ...process.env, ...environment(folder) };
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr, interrupted] = ['', '', false];
  const printed = (): void => {
    if (options.interrupt && !interrupted && options.interrupt.when(stdout + stderr))
      interrupted = child.kill(options.interrupt.signal);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    printed();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    printed();
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr, folder };
}

export interface PrintedEvent {
  readonly type: string;
  readonly node?: string;
  readonly [field: string]: unknown;
}

/** The events of a run with `--json`, without a last line that a kill cut off. */
export function eventsOf(stdout: string): PrintedEvent[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as PrintedEvent);
}
