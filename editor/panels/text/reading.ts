/** How far the model files are read that a run names in its pictures. */
import type { ModelReading } from '../../../engine/protocol/index.ts';
import { timeText, bytesText } from '../../words.ts';
import { t } from '../../i18n/t.ts';

/** A sentence while the pictures wait for the reading; a few words while it goes on beside the run. */
export function readingText({ done, of, left, isAwaited }: ModelReading): string {
  const bytes = t('{done} of {count}', { done: bytesText(done), count: bytesText(of) });
  if (!isAwaited) return t('Models read: {bytes}', { bytes });
  if (left === undefined) return t('Reading the models, to name them in the picture: {bytes}', { bytes });
  const time = timeText(left);
  return t('Reading the models, to name them in the picture: {bytes}, {time} left', { bytes, time });
}
