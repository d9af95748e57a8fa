/** The forecast of the next run in a few words, for the Run button. */
import type { Forecast } from '../../../../engine/protocol/index.ts';
import { t } from '../../../i18n/t.ts';

/** For example "about 12 s · 5 of 8 reused". Undefined when there is nothing to say. */
export function forecastText(forecast: Forecast | undefined): string | undefined {
  if (!forecast) return undefined;
  const needed = forecast.nodes.filter(({ action }) => action !== 'not-needed');
  const reused = needed.filter(({ action }) => action === 'reuse').length;
  if (needed.length === 0) return undefined;
  const parts = [timeText(forecast), reusedText(reused, needed.length)].filter((part) => part !== undefined);
  return parts.length === 0 ? t('first run') : parts.join(' · ');
}

function reusedText(reused: number, needed: number): string | undefined {
  if (reused === 0) return undefined;
  return reused === needed ? t('all reused') : t('{reused} of {needed} reused', { reused, needed });
}

function timeText({ seconds, unknown }: Forecast): string | undefined {
  if (seconds === undefined) return undefined;
  if (seconds < 1) return unknown > 0 ? undefined : t('under 1 s');
  const time = roughly(seconds);
  return unknown > 0 ? t('at least {time}', { time }) : t('about {time}', { time });
}

function roughly(seconds: number): string {
  if (seconds < 90) return t('{seconds} s', { seconds: Math.round(seconds) });
  if (seconds < 5400) return t('{minutes} min', { minutes: Math.round(seconds / 60) });
  return t('{hours} h', { hours: (seconds / 3600).toFixed(1) });
}
