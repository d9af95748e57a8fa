/** One entry of the log. */
import type { LogEntry, LogLevel } from '../../../engine/protocol/index.ts';
import { Icon } from '../../Icon.tsx';
import type { IconName } from '../../icons.ts';

const ICONS: Readonly<Record<LogLevel, IconName>> = {
  detail: 'clock',
  info: 'info',
  warning: 'triangleAlert',
  error: 'circleAlert',
};

export interface LogLineProps {
  readonly entry: LogEntry;
  /** Name of the level, for screen readers. */
  readonly level: string;
  readonly text: string;
  /** Language of the time, as in the attribute `lang`. */
  readonly tag: string;
}

export function LogLine({ entry: { time, level: kind, run }, level, text, tag }: LogLineProps) {
  const date = new Date(time);
  return (
    <div class={`pn-log-line is-${kind}`}>
      <Icon name={ICONS[kind]} />
      <time dateTime={date.toISOString()} title={date.toLocaleString(tag)}>
        {date.toLocaleTimeString(tag)}
      </time>
      <span class="visually-hidden">{level}</span>
      <p>{text}</p>
      {run && <span class="pn-number" title={run.name}>{`#${run.number}`}</span>}
    </div>
  );
}
