/** Begins the suite without results of an earlier one, or says by name that the suite is skipped, and why. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_APP_DATA, PREPARED } from './prepared.ts';

export function setup(): void {
  if (PREPARED === undefined)
    console.log('SKIPPED test/windows, the suite for Windows: it needs Wine, which .ci/windows sets up.');
  else rmSync(join(LOCAL_APP_DATA, 'inkloom'), { recursive: true, force: true });
}
