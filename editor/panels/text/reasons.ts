/** Why a node will run, or will not, in words. */
import { type Forecast, formatSeconds, type MissReason, type NodeForecast } from '../../../engine/protocol/index.ts';
import type { NodeShape } from '../../document/graph/catalogue.ts';

const INPUT = 'input ';

/** @param shape of the node the reason is about, for the titles of its inputs. */
export function missText(reason: MissReason, shape?: NodeShape): string {
  switch (reason.kind) {
    case 'first-time':
      return 'it has not run before';
    case 'changed':
      return `${changedText(reason.component, shape)} changed`;
    case 'not-kept':
      return 'its result was not kept';
    case 'never-kept':
      return 'it runs every time, because it is cheap';
    case 'volatile':
      return 'its result differs from run to run';
    case 'unidentified':
      return 'what it depends on cannot be identified';
  }
}

function changedText(component: string, shape: NodeShape | undefined): string {
  if (!component.startsWith(INPUT)) return `its ${component}`;
  const name = component.slice(INPUT.length);
  const title = shape?.inputs[name]?.title;
  return title === undefined ? name : `“${title}”`;
}

/** One sentence on what the next run does with a node. */
export function forecastText(forecast: NodeForecast, shape?: NodeShape): string {
  switch (forecast.action) {
    case 'reuse':
      return `Its result is reused from ${forecast.tier === 'memory' ? 'memory' : 'disk'}.`;
    case 'run':
      return `It will run: ${missText(forecast.why, shape)}.${forecast.seconds === undefined ? '' : ` It took ${formatSeconds(forecast.seconds)} the last time.`}`;
    case 'maybe':
      return 'It runs only when something asks for its result.';
    case 'not-needed':
      return 'It is not needed: what would use it is known.';
  }
}

/** One sentence on the next run as a whole. */
export function forecastSummary({ nodes, seconds, unknown }: Forecast): string {
  const count = (action: NodeForecast['action']): number => nodes.filter((each) => each.action === action).length;
  const [run, reuse] = [count('run'), count('reuse')];
  if (run === 0) return `Nothing to compute: ${reuse === 1 ? '1 result is' : `${reuse} results are`} reused.`;
  const time =
    seconds === undefined
      ? ''
      : ` in about ${formatSeconds(seconds)}${unknown > 0 ? ` and what ${unknown} new one${unknown === 1 ? '' : 's'} take${unknown === 1 ? 's' : ''}` : ''}`;
  return `${run === 1 ? '1 node runs' : `${run} nodes run`}${time}${reuse > 0 ? `, ${reuse} ${reuse === 1 ? 'is' : 'are'} reused` : ''}.`;
}
