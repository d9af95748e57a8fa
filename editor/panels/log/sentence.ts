/** Entries of the log as sentences. */
import type { LogEntry, LogLevel } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import { bytesText } from '../../words.ts';

/** @param titleOf the title of a node of the shown document; its id where it is not shown. */
export function sentenceOfEntry(entry: LogEntry, titleOf: (node: string) => string): string {
  switch (entry.kind) {
    case 'server':
      return entry.text;
    case 'run-started':
      return entry.attempt > 1
        ? t('The run goes on after the server ended. Attempt {attempt}.', { attempt: entry.attempt })
        : t('The run started.');
    case 'run-ended':
      return endText(entry.state, seconds(entry.seconds));
    case 'node-note':
    case 'node-failed':
      return t('{node}: {text}', { node: titleOf(entry.node), text: entry.text });
    case 'node-done':
      return t('{node} took {seconds} s.', { node: titleOf(entry.node), seconds: seconds(entry.seconds) });
    case 'models-loaded':
      return t('Loaded {models} in {seconds} s.', {
        models: entry.models.join(', '),
        seconds: seconds(entry.seconds),
      });
    case 'cache-collected':
      return t('{count, plural, one {# kept result} other {# kept results}} removed to make room ({size}).', {
        count: entry.count,
        size: bytesText(entry.bytes),
      });
  }
}

/** Names of levels, the least important first. */
export function levelNames(): Readonly<Record<LogLevel, string>> {
  return { detail: t('Detail'), info: t('Information'), warning: t('Warning'), error: t('Error') };
}

function endText(state: 'done' | 'failed' | 'cancelled', time: string): string {
  if (state === 'done') return t('The run is done, after {seconds} s.', { seconds: time });
  if (state === 'failed') return t('The run failed, after {seconds} s.', { seconds: time });
  return t('The run was cancelled, after {seconds} s.', { seconds: time });
}

function seconds(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}
