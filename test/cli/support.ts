/** Runs the command as a user does: in a process and a folder of its own. */
import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Resolves when the process ends. The process sees no settings of this machine; its cache is in its folder. */
export async function inkloom(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'inkloom-cli-')));
  const env = { ...process.env, INKLOOM_CACHE: join(folder, 'cache'), INKLOOM_MODELS: '' };
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
