/** The forecast of the next run in a few words, for the Run button. */
import type { Forecast } from '../../../engine/protocol/index.ts';

/** For example "about 12 s · 5 of 8 reused". Undefined when there is nothing to say. */
export function forecastText(forecast: Forecast | undefined): string | undefined {
  if (!forecast) return undefined;
  const needed = forecast.nodes.filter(({ action }) => action !== 'not-needed');
  const reused = needed.filter(({ action }) => action === 'reuse').length;
  if (needed.length === 0) return undefined;
  const parts = [timeText(forecast), reusedText(reused, needed.length)].filter((part) => part !== undefined);
  return parts.length === 0 ? 'first run' : parts.join(' · ');
}

function reusedText(reused: number, needed: number): string | undefined {
  if (reused === 0) return undefined;
  return reused === needed ? 'all reused' : `${reused} of ${needed} reused`;
}

function timeText({ seconds, unknown }: Forecast): string | undefined {
  if (seconds === undefined) return undefined;
  const about = unknown > 0 ? 'at least' : 'about';
  if (seconds < 1) return unknown > 0 ? undefined : 'under 1 s';
  if (seconds < 90) return `${about} ${Math.round(seconds)} s`;
  if (seconds < 5400) return `${about} ${Math.round(seconds / 60)} min`;
  return `${about} ${(seconds / 3600).toFixed(1)} h`;
}
