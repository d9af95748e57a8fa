/** The state of a node in a few words: what the latest run did with it, or else what the next run will do. */
import type { NodeActivity, NodeForecast } from '../../../engine/protocol/index.ts';
import { timeText } from '../../words.ts';
import type { IconName } from '../../icons.ts';
import { msg, t } from '../../i18n/t.ts';

export interface StatusText {
  readonly kind: 'idle' | 'queued' | 'running' | 'cached' | 'done' | 'failed' | 'blocked' | 'off';
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
  /** Why the node cannot run, if it cannot. */
  readonly problem?: string | undefined;
  /** Seconds left for the remaining steps. */
  readonly left: number | undefined;
}

/** Where a result came from that a run did not compute. */
const ORIGINS = {
  memory: msg('Reused from memory'),
  disk: msg('Reused from disk'),
  store: msg('Reused from the shared store'),
  shared: msg('Shared with another run'),
} as const;
const NOTHING: StatusText = { kind: 'idle', text: '' };
/** Below this many seconds a duration is not worth saying. */
const INSTANT = 0.05;

export function statusText({ activity, isRunning, forecast, problem, left }: StatusFacts): StatusText {
  if (activity && (isRunning || activity.state === 'failed')) return activityText(activity, left);
  if (problem !== undefined) return { kind: 'blocked', icon: 'triangleAlert', text: t('Cannot run'), title: problem };
  // A node that would run again has changed since, so its earlier result no longer counts.
  if (forecast?.action === 'run' || !activity) return forecast ? forecastText(forecast) : NOTHING;
  return activityText(activity, left);
}

/** The state of a node that the user has left out of runs. */
export function modeStatus(mode: 'mute' | 'bypass'): StatusText {
  return mode === 'mute'
    ? { kind: 'off', icon: 'ban', text: t('Muted') }
    : { kind: 'off', icon: 'skipForward', text: t('Bypassed') };
}

function activityText(activity: NodeActivity, left: number | undefined): StatusText {
  const { state, origin, seconds, value, max, message, notes } = activity;
  const title = notes?.join('\n');
  switch (state) {
    case 'queued':
      return { kind: 'queued', icon: 'clock', text: t('Waiting'), title };
    case 'running': {
      const steps =
        max !== undefined && max > 1 ? t('Step {step} of {max}', { step: Math.floor(value ?? 0), max }) : t('Running');
      return {
        kind: 'running',
        icon: 'loaderCircle',
        text: left === undefined ? steps : t('{steps} · {time} left', { steps, time: timeText(left) }),
        title,
        ...(max !== undefined && max > 0 ? { part: (value ?? 0) / max } : {}),
      };
    }
    case 'done':
      if (origin === undefined || origin === 'executed')
        return {
          kind: 'done',
          icon: 'check',
          text:
            seconds === undefined || seconds < INSTANT ? t('Done') : t('Done in {time}', { time: timeText(seconds) }),
          title,
        };
      return {
        kind: 'cached',
        icon: 'recycle',
        text: t(ORIGINS[origin]),
        title,
      };
    case 'failed':
      return { kind: 'failed', icon: 'circleAlert', text: message ?? t('Failed'), title: message };
    case 'skipped':
      return {
        kind: 'off',
        icon: 'skipForward',
        text: t('Skipped'),
        title: message ?? t('A node it needs has failed.'),
      };
    case 'cancelled':
      return { kind: 'off', icon: 'ban', text: t('Cancelled'), title };
  }
}

const KEPT = {
  memory: msg('Its result is kept in memory.'),
  disk: msg('Its result is kept on disk.'),
  store: msg('Its result is kept in the store that machines share.'),
} as const;

function forecastText(forecast: NodeForecast): StatusText {
  switch (forecast.action) {
    case 'reuse':
      return {
        kind: 'cached',
        icon: 'recycle',
        text: t('Will be reused'),
        title: t(KEPT[forecast.tier]),
      };
    case 'run':
      return {
        kind: 'idle',
        icon: 'circleDashed',
        text:
          forecast.seconds === undefined || forecast.seconds < INSTANT
            ? t('Will run')
            : t('Will run · about {time}', { time: timeText(forecast.seconds) }),
      };
    case 'maybe':
      return {
        kind: 'off',
        icon: 'circleDashed',
        text: t('Runs if needed'),
        title: t('That depends on a value that has to be computed first.'),
      };
    case 'not-needed':
      return {
        kind: 'off',
        icon: 'circleDashed',
        text: t('Not needed'),
        title: t('Every result that would need it is already known.'),
      };
  }
}
