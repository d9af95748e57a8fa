/** Lets go of the files of closed databases. */
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * The driver of SQLite closes a file when the last statement of its connection is collected as garbage, and Windows
 * lets nobody rename or delete an open file. Elsewhere there is nothing to do.
 */
export async function releaseFiles(): Promise<void> {
  if (process.platform !== 'win32') return;
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  // Finalizers of native values run between two turns of the event loop.
  await setImmediate();
}
