/**
 * A claim on a file that one process makes, so that others wait instead of doing the same work. It is only a courtesy:
 * a process that makes the file all the same writes the same bytes under a temporary name of its own.
 */
import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { UNFINISHED } from './prepared-file.ts';

/** Age in milliseconds at which a claim that nobody renewed belongs to no living process. */
const STALE = 20_000;

export interface Claim {
  /** Says that the work goes on. */
  renew(): Promise<void>;
  release(): Promise<void>;
}

/** @returns undefined while another process has the claim. */
export async function claim(file: string): Promise<Claim | undefined> {
  const path = `${file}.claim${UNFINISHED}`;
  await mkdir(dirname(path), { recursive: true });
  if (await isStale(path)) await rm(path, { force: true });
  const owner = JSON.stringify([hostname(), process.pid]);
  const isOurs = await writeFile(path, owner, { flag: 'wx' }).then(
    () => true,
    () => false,
  );
  if (!isOurs) return undefined;
  return {
    async renew() {
      const now = new Date();
      await utimes(path, now, now).catch(() => {});
    },
    release: () => rm(path, { force: true }),
  };
}

async function isStale(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return false;
  return Date.now() - found.mtimeMs > STALE || hasDied(await readFile(path, 'utf8').catch(() => ''));
}

/** Whether the owner was a process of this machine that is gone. Text that names no owner is being written. */
function hasDied(owner: string): boolean {
  const [, host, pid] = /^\["(.*)",(\d+)\]$/.exec(owner) ?? [];
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
