/** The forecast on the Run button. */
import { describe, expect, it } from 'vitest';
import { forecastText } from '../../../editor/app/session/runs/forecast-text.ts';
import type { Forecast, NodeForecast } from '../../../engine/protocol/index.ts';

function forecast(reused: number, run: number, seconds?: number, unknown = 0, rest = 0): Forecast {
  const some = (count: number, each: object): NodeForecast[] =>
    Array.from({ length: count }, (_, index) => ({ node: `n${index}`, type: 'x', ...each }) as NodeForecast);
  return {
    nodes: [
      ...some(reused, { action: 'reuse', tier: 'disk' }),
      ...some(run, { action: 'run', why: { kind: 'first-time' }, seconds: 1 }),
      ...some(rest, { action: 'not-needed' }),
    ],
    seconds,
    unknown,
  };
}

describe('forecastText', () => {
  it.each([
    [undefined, undefined],
    [forecast(0, 0), undefined],
    [forecast(5, 3, 12.3), 'about 12 s · 5 of 8 reused'],
    [forecast(5, 3, 12.3, 1), 'at least 12 s · 5 of 8 reused'],
    [forecast(0, 3), 'first run'],
    [forecast(0, 3, 0.2), 'under 1 s'],
    [forecast(1, 0, undefined, 0, 7), 'all reused'],
    [forecast(0, 8, 250), 'about 4 min'],
    [forecast(0, 8, 9000), 'about 2.5 h'],
  ])('case %# reads %s', (given, text) => expect(forecastText(given)).toBe(text));
});
