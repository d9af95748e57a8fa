/** The forecast of a run as text: how much there is to compute, and why each node runs or not. */
import { formatSeconds } from '../../protocol/duration.ts';
import type { Forecast, NodeForecast, RunEvent } from '../../run/events.ts';
import { renderMiss } from '../../run/explain.ts';
import type { Titles } from './reporter.ts';

const VERBS = { 'run': 'compute', 'reuse': 'reuse', 'maybe': 'perhaps', 'not-needed': 'not needed' } as const;

/** One line about the whole run, then one line for each node. */
export function forecastLines(forecast: Forecast, titles: Titles): string[] {
  const width = Math.max(...forecast.nodes.map(({ node }) => titles(node).length));
  const nodeLine = (each: NodeForecast): string =>
    `  ${VERBS[each.action].padEnd(10)} ${titles(each.node).padEnd(width)}  ${detail(each)}`.trimEnd();
  return [summary(forecast), ...forecast.nodes.map(nodeLine)];
}

function summary({ nodes, seconds, unknown }: Forecast): string {
  const count = (action: NodeForecast['action']): number => nodes.filter((each) => each.action === action).length;
  const [run, reuse] = [count('run'), count('reuse')];
  if (run === 0) return `Plan: nothing to compute, ${reuse} reused`;
  if (seconds === undefined) return `Plan: ${run} to compute, ${reuse} reused`;
  const more = unknown > 0 ? `, plus ${unknown} never timed` : '';
  return `Plan: ${run} to compute in ${about(seconds)}${more}, ${reuse} reused`;
}

function detail(each: NodeForecast): string {
  if (each.action === 'reuse') return `from ${each.tier}`;
  if (each.action !== 'run') return '';
  const time = each.seconds === undefined ? '' : `, ${about(each.seconds)}`;
  return renderMiss(each.why) + time;
}

function about(seconds: number): string {
  const text = formatSeconds(seconds);
  return text.startsWith('under') ? text : `about ${text}`;
}

/** Why a node is computed, or where its result came from; undefined for other events. Nested nodes appear by id. */
export function explainLine(event: RunEvent, titles: Titles): string | undefined {
  if (event.type === 'node-queued') return `${titles(event.node)}: to be computed ${renderMiss(event.why)}`;
  if (event.type !== 'node-done' || event.origin === 'executed') return undefined;
  const title = titles(event.node);
  if (event.origin === 'shared') return `${title}: computed by another run at the same time`;
  const match = event.match === 'shallow' ? ', its inputs came out the same' : '';
  return `${title}: reused from ${event.origin}${match}`;
}
