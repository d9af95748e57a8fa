/** Runs the command as a user does: its own process, a folder of its own. */
import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repoPath } from '../inference/support/goldens.ts';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Where it ran. */
  readonly folder: string;
}

export interface RunOptions {
  readonly folder?: string;
  /** Sent once `when` appears in the error output. */
  readonly interrupt?: { readonly when: string; readonly signal: NodeJS.Signals };
}

/** Ends with the process; nothing of this machine's settings reaches it. */
export async function inkloom(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'inkloom-cli-')));
  const env = { ...process.env, INKLOOM_CACHE: join(folder, 'cache'), INKLOOM_MODELS: '' };
  const child = spawn(process.execPath, [repoPath('engine/cli/inkloom.mjs'), ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr, interrupted] = ['', '', false];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (options.interrupt && !interrupted && stderr.includes(options.interrupt.when)) interrupted = child.kill(options.interrupt.signal);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr, folder };
}
