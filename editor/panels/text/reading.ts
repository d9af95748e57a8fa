/** How far the model files are read that a run names in its pictures. */
import { formatSeconds, type ModelReading } from '../../../engine/protocol/index.ts';
import { bytesText } from '../../words.ts';

/** A sentence while the pictures wait for the reading; a few words while it goes on beside the run. */
export function readingText({ done, of, left, isAwaited }: ModelReading): string {
  const bytes = `${bytesText(done)} of ${bytesText(of)}`;
  if (!isAwaited) return `Models read: ${bytes}`;
  const rest = left === undefined ? '' : `, ${formatSeconds(left)} left`;
  return `Reading the models, to name them in the picture: ${bytes}${rest}`;
}
