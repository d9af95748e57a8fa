/** A server's database with flipped bits, zeroed blocks and ends cut off: nothing wrong, nothing lost in silence. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { repoPath } from '../inference/support/goldens.ts';
import { temporaryFolder } from '../server/http/http-support.ts';
import type { Result } from './database-child.ts';

const CASES = 204;

/** @returns the results, and the number of a case at which the process ended. */
async function damageAll(folder: string): Promise<{ readonly results: Result[]; readonly died: number | undefined }> {
  const script = repoPath('test/faults/database-child.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder, '0', String(CASES)], {
    cwd: repoPath('.'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const results: Result[] = [];
  let begun: number | undefined;
  for await (const line of createInterface(child.stdout)) {
    const said = JSON.parse(line) as Result | { readonly begin: number };
    if ('begin' in said) begun = said.begin;
    else {
      results.push(said);
      begun = undefined;
    }
  }
  return { results, died: begun };
}

it(`${CASES} damaged databases`, { timeout: 900_000 }, async () => {
  const { results, died } = await damageAll(await temporaryFolder());
  expect(died, 'the case at which the process died').toBeUndefined();
  expect(results).toHaveLength(CASES);
  expect(results.filter(({ error }) => error !== undefined)).toEqual([]);
  expect(results.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  expect(results.filter(({ lost, said }) => lost.length > 0 && said.length === 0)).toEqual([]);
  // What was restored is sound: it is not restored again.
  expect(results.filter(({ isSettled }) => !isSettled)).toEqual([]);
  // The cases reach what they are for.
  expect(results.filter(({ said }) => said.some((text) => text.includes('From the backup of'))).length).toBeGreaterThan(
    5,
  );
  expect(results.filter(({ said }) => said.some((text) => text.includes('its log was'))).length).toBeGreaterThan(5);
});
