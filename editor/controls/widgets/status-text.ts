/** The state of a node in a few words, with an icon: what the latest run did with it, else what the next one will do. */
import type { NodeActivity, NodeForecast } from '../../../engine/protocol/index.ts';
import type { IconName } from '../../icons.ts';
import { formatSeconds } from './time.ts';

export interface StatusText {
  readonly kind: 'idle' | 'queued' | 'running' | 'cached' | 'done' | 'failed' | 'off';
  readonly icon?: IconName | undefined;
  readonly text: string;
  /** More of it, for who stays with the pointer. */
  readonly title?: string | undefined;
  /** Part of its steps, 0 to 1; undefined when it has none. */
  readonly part?: number | undefined;
}

export interface StatusFacts {
  readonly activity: NodeActivity | undefined;
  /** Whether the run that activity is of goes on. */
  readonly isRunning: boolean;
  readonly forecast: NodeForecast | undefined;
  /** Seconds the rest of the steps takes. */
  readonly left: number | undefined;
}

const NOTHING: StatusText = { kind: 'idle', text: '' };

export function statusText({ activity, isRunning, forecast, left }: StatusFacts): StatusText {
  if (activity && (isRunning || activity.state === 'failed')) return activityText(activity, left);
  // What would run again is not what was shown before: the forecast is about the graph as it is.
  if (forecast?.action === 'run' || !activity) return forecast ? forecastText(forecast) : NOTHING;
  return activityText(activity, left);
}

function activityText(activity: NodeActivity, left: number | undefined): StatusText {
  const { state, origin, seconds, value, max, message, notes } = activity;
  const title = notes?.join('\n');
  switch (state) {
    case 'queued':
      return { kind: 'queued', icon: 'clock', text: 'Waits', title };
    case 'running': {
      const steps = max !== undefined && max > 1 ? `Step ${value ?? 0} of ${max}` : 'Running';
      return {
        kind: 'running',
        icon: 'loaderCircle',
        text: left === undefined ? steps : `${steps} · ${formatSeconds(left)} left`,
        title,
        ...(max !== undefined && max > 0 ? { part: (value ?? 0) / max } : {}),
      };
    }
    case 'done':
      if (origin === undefined || origin === 'executed')
        return {
          kind: 'done',
          icon: 'check',
          text: seconds === undefined || seconds < 0.05 ? 'Done' : `Done in ${formatSeconds(seconds)}`,
          title,
        };
      return {
        kind: 'cached',
        icon: 'recycle',
        text: origin === 'shared' ? 'Shared with another run' : `Reused from ${origin}`,
        title,
      };
    case 'failed':
      return { kind: 'failed', icon: 'circleAlert', text: message ?? 'Failed', title: message };
    case 'skipped':
      return { kind: 'off', icon: 'skipForward', text: 'Skipped', title: message ?? 'Something it needs failed.' };
    case 'cancelled':
      return { kind: 'off', icon: 'ban', text: 'Cancelled', title };
  }
}

function forecastText(forecast: NodeForecast): StatusText {
  switch (forecast.action) {
    case 'reuse':
      return {
        kind: 'cached',
        icon: 'recycle',
        text: 'Will be reused',
        title: `Its result is kept (${forecast.tier}).`,
      };
    case 'run':
      return {
        kind: 'idle',
        icon: 'circleDashed',
        text:
          forecast.seconds === undefined || forecast.seconds < 0.05
            ? 'Will run'
            : `Will run · about ${formatSeconds(forecast.seconds)}`,
      };
    case 'maybe':
      return {
        kind: 'off',
        icon: 'circleDashed',
        text: 'Runs if it is needed',
        title: 'Only a value that is computed first tells.',
      };
    case 'not-needed':
      return {
        kind: 'off',
        icon: 'circleDashed',
        text: 'Not needed',
        title: 'Everything that would need it is known already.',
      };
  }
}
