/** An entry of the log in a few words. Its fields stand beside them. */
import type { LogBody } from '../../protocol/index.ts';

export function sentenceOf(entry: LogBody): string {
  switch (entry.kind) {
    case 'server':
      return entry.text;
    case 'run-started':
      return entry.attempt > 1 ? 'run resumed' : 'run started';
    case 'run-ended':
      return `run ${entry.state}`;
    case 'node-note':
      return 'node says';
    case 'node-failed':
      return 'node failed';
    case 'node-done':
      return 'node done';
    case 'models-loaded':
      return 'models loaded';
    case 'cache-collected':
      return 'cache collected';
  }
}
