/** What a run would take, in a few words. */
import type { Forecast } from '../../../engine/protocol/index.ts';

/** Such as "about 12 s · 5 of 8 reused"; undefined when nothing can be said. */
export function forecastText(forecast: Forecast | undefined): string | undefined {
  if (!forecast) return undefined;
  const needed = forecast.nodes.filter(({ action }) => action !== 'not-needed');
  const reused = needed.filter(({ action }) => action === 'reuse').length;
  if (needed.length === 0) return undefined;
  const parts = [
    timeText(forecast),
    reused === 0 ? undefined : reused === needed.length ? 'all reused' : `${reused} of ${needed.length} reused`,
  ];
  const text = parts.filter((part) => part !== undefined).join(' · ');
  return text === '' ? 'first run' : text;
}

function timeText({ seconds, unknown }: Forecast): string | undefined {
  if (seconds === undefined) return undefined;
  const about = unknown > 0 ? 'at least' : 'about';
  if (seconds < 1) return unknown > 0 ? undefined : 'under 1 s';
  if (seconds < 90) return `${about} ${Math.round(seconds)} s`;
  if (seconds < 5400) return `${about} ${Math.round(seconds / 60)} min`;
  return `${about} ${(seconds / 3600).toFixed(1)} h`;
}
