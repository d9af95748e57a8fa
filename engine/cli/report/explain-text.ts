/** A forecast, and why each node runs or not, in words. */
import { renderMiss } from '../../run/explain.ts';
import type { Forecast, NodeForecast } from '../../run/events.ts';
import type { RunEvent } from '../../run/events.ts';
import { formatSeconds, type Titles } from './reporter.ts';

export function forecastLines(forecast: Forecast, titles: Titles): string[] {
  const count = (action: NodeForecast['action']): number =>
    forecast.nodes.filter((each) => each.action === action).length;
  const [run, reuse] = [count('run'), count('reuse')];
  const about =
    forecast.seconds === undefined
      ? ''
      : ` in about ${formatSeconds(forecast.seconds)}${forecast.unknown > 0 ? ` and what ${forecast.unknown} new ones take` : ''}`;
  const width = Math.max(...forecast.nodes.map(({ node }) => titles(node).length));
  return [
    run === 0 ? `Plan: nothing to compute, ${reuse} reused` : `Plan: ${run} to compute${about}, ${reuse} reused`,
    ...forecast.nodes.map((each) =>
      `  ${VERBS[each.action].padEnd(10)} ${titles(each.node).padEnd(width)}  ${detail(each)}`.trimEnd(),
    ),
  ];
}

const VERBS = { 'run': 'compute', 'reuse': 'reuse', 'maybe': 'perhaps', 'not-needed': 'not needed' } as const;

function detail(each: NodeForecast): string {
  if (each.action === 'reuse') return `from ${each.tier}`;
  if (each.action !== 'run') return '';
  return `${renderMiss(each.why)}${each.seconds === undefined ? '' : `, about ${formatSeconds(each.seconds)}`}`;
}

/** What an event says about reuse, if anything. Nodes of expansions are named by their ids. */
export function explainLine(event: RunEvent, titles: Titles): string | undefined {
  if (event.type === 'node-queued') return `${titles(event.node)}: to be computed ${renderMiss(event.why)}`;
  if (event.type !== 'node-done' || event.origin === 'executed') return undefined;
  if (event.origin === 'shared') return `${titles(event.node)}: computed by another run at the same time`;
  return `${titles(event.node)}: reused from ${event.origin}${event.match === 'shallow' ? ', its inputs came out the same' : ''}`;
}
