/** Where `.ci/services` has put the services of tests. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { repoPath } from '../../inference/support/goldens.ts';

/** Seconds for an installing that is under way, which `.ci/run` starts beside the tests. */
const INSTALLING = 300;

/** The folder that `.ci/services` unpacks into. */
export const SERVICES = repoPath('out/services');

/** The first of the files that exists, after an installing that is under way has ended. */
export async function installed(...candidates: readonly string[]): Promise<string | undefined> {
  const lock = `${SERVICES}.lock`;
  // Without `flock` nothing is being installed either.
  if (existsSync(lock))
    await promisify(execFile)('flock', ['--timeout', String(INSTALLING), lock, 'true']).catch(() => {});
  return candidates.find((path) => existsSync(path));
}
