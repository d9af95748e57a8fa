/** Writes into the log what the engine reports while it works. */
import { basename } from 'node:path';
import type { Reports } from '../../host/compose.ts';
import type { ServerLog } from './server-log.ts';

export function reportsTo(log: ServerLog): Reports {
  return {
    onLoaded: (dirs, seconds) =>
      log.add('info', { kind: 'models-loaded', models: dirs.map((dir) => nameOf(dir)), seconds }),
    onCollected: ({ removed, removedBytes }) =>
      log.add('info', { kind: 'cache-collected', count: removed, bytes: removedBytes }),
  };
}

/** The file, or the folder with the one around it: `nano/transformer`. */
function nameOf(dir: string): string {
  const name = basename(dir);
  return name.includes('.') ? name : `${basename(dir.slice(0, -name.length - 1))}/${name}`;
}
