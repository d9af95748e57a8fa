// The inference process never outlives its parent, even where Windows does not see to it.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE, PREPARED } from './support/prepared.ts';
import { Launched, newFolder, runningProcesses, windowsPath } from './support/wine.ts';

describe.runIf(PREPARED)('a process whose main thread is blocked', () => {
  it('ends when its parent is killed', async () => {
    const script = join(import.meta.dirname, 'support/blocked-parent.mjs');
    const watchdog = windowsPath(join(PACKAGE, 'dist/inference/runtime/watchdog.js'));
    const parent = new Launched(script, [watchdog], { folder: newFolder('blocked') });
    await parent.printed(/blocked/);
    const blocked = (): number[] => runningProcesses('blocked-child.mjs');
    expect(blocked()).toHaveLength(1);
    await parent.kill();
    await expect.poll(blocked, { timeout: 5000 }).toEqual([]);
  });
});
