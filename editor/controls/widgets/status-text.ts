/** The state of a node in a few words: what the latest run did with it, or else what the next run will do. */
import { formatSeconds, type NodeActivity, type NodeForecast } from '../../../engine/protocol/index.ts';
import type { IconName } from '../../icons.ts';

export interface StatusText {
  readonly kind: 'idle' | 'queued' | 'running' | 'cached' | 'done' | 'failed' | 'off';
  readonly icon?: IconName | undefined;
  readonly text: string;
  /** A longer text for the tooltip. */
  readonly title?: string | undefined;
  /** The part of its steps that is done, 0 to 1. Undefined for a node without steps. */
  readonly part?: number | undefined;
}

export interface StatusFacts {
  readonly activity: NodeActivity | undefined;
  /** Whether the run that `activity` belongs to is active. */
  readonly isRunning: boolean;
  readonly forecast: NodeForecast | undefined;
  /** Seconds left for the remaining steps. */
  readonly left: number | undefined;
}

const NOTHING: StatusText = { kind: 'idle', text: '' };
/** Below this many seconds a duration is not worth saying. */
const INSTANT = 0.05;

export function statusText({ activity, isRunning, forecast, left }: StatusFacts): StatusText {
  if (activity && (isRunning || activity.state === 'failed')) return activityText(activity, left);
  // A node that would run again has changed since, so its earlier result no longer counts.
  if (forecast?.action === 'run' || !activity) return forecast ? forecastText(forecast) : NOTHING;
  return activityText(activity, left);
}

function activityText(activity: NodeActivity, left: number | undefined): StatusText {
  const { state, origin, seconds, value, max, message, notes } = activity;
  const title = notes?.join('\n');
  switch (state) {
    case 'queued':
      return { kind: 'queued', icon: 'clock', text: 'Waiting', title };
    case 'running': {
      const steps = max !== undefined && max > 1 ? `Step ${Math.floor(value ?? 0)} of ${max}` : 'Running';
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
          text: seconds === undefined || seconds < INSTANT ? 'Done' : `Done in ${formatSeconds(seconds)}`,
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
      return { kind: 'off', icon: 'skipForward', text: 'Skipped', title: message ?? 'A node it depends on failed.' };
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
        title: `Its result is kept ${forecast.tier === 'memory' ? 'in memory' : 'on disk'}.`,
      };
    case 'run':
      return {
        kind: 'idle',
        icon: 'circleDashed',
        text:
          forecast.seconds === undefined || forecast.seconds < INSTANT
            ? 'Will run'
            : `Will run · about ${formatSeconds(forecast.seconds)}`,
      };
    case 'maybe':
      return {
        kind: 'off',
        icon: 'circleDashed',
        text: 'Runs if needed',
        title: 'That depends on a value that has to be computed first.',
      };
    case 'not-needed':
      return {
        kind: 'off',
        icon: 'circleDashed',
        text: 'Not needed',
        title: 'Every result that would need it is already known.',
      };
  }
}
