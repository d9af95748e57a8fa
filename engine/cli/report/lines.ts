/** Lines that several reporters print. */
import { formatBytes } from '../../../inference/index.ts';
import { formatSeconds } from '../../protocol/duration.ts';
import type { ModelReading } from '../../protocol/index.ts';
import type { NodeFailure, RunEvent, RunStatus } from '../../run/events.ts';
import type { RunSummary, Titles } from './reporter.ts';

/** One line for each node that failed, with its title and the message. */
export function failureLines(failures: readonly NodeFailure[], titles: Titles): string[] {
  return failures.map(({ node, message }) => {
    const [id = node] = node.split('/');
    const title = titles(id);
    return `Node "${node}"${title === id ? '' : ` (${title})`}: ${message}`;
  });
}

/** A node's note, the text it wrote, or the difference that `--verify-cache` found; undefined for other events. */
export function noteLine(event: RunEvent, titles: Titles): string | undefined {
  const isWritten = event.type === 'node-progress' && event.text !== undefined && event.value === event.max;
  if (isWritten) return `${titles(event.node)}: ${event.text}`;
  if (event.type === 'node-note') return `${titles(event.node)}: ${event.message}`;
  if (event.type !== 'node-mismatch') return undefined;
  const where = `${event.outputs.join(', ')}; action ${event.key}`;
  return `${titles(event.node)}: computed again, it differs from the kept result (${where})`;
}

/** How far the model files are read that a picture will name. */
export function readingLine({ done, of, left, isAwaited }: ModelReading): string {
  const bytes = `${formatBytes(done)} of ${formatBytes(of)}`;
  if (!isAwaited) return `models read: ${bytes}`;
  const rest = left === undefined ? '' : `, ${formatSeconds(left)} left`;
  return `Reading the models, to name them in the picture: ${bytes}${rest}`;
}

const OUTCOMES = { done: 'Done', failed: 'Failed', cancelled: 'Cancelled' } as const satisfies Record<
  RunStatus,
  string
>;

/** The last line of a run. */
export function outcomeLine({ status, seconds, refused }: RunSummary): string {
  if (refused) return 'Nothing was computed.';
  return `${OUTCOMES[status]} after ${formatSeconds(seconds)}`;
}
