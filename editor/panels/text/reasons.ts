/** Why a node will run or will not, in words. */
import { type Forecast, formatSeconds, type MissReason, type NodeForecast } from '../../../engine/protocol/index.ts';
import type { NodeShape } from '../../document/graph/catalogue.ts';
import { counted } from '../../words.ts';

/** How a reason names an input as the component that changed. */
const INPUT = 'input ';

/** Part of a sentence. @param shape of the node, for the titles of its inputs. */
export function missText(reason: MissReason, shape: NodeShape): string {
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
      return 'something it depends on cannot be identified';
  }
}

function changedText(component: string, shape: NodeShape): string {
  if (!component.startsWith(INPUT)) return `its ${component}`;
  const name = component.slice(INPUT.length);
  const title = shape.inputs[name]?.title;
  return title === undefined ? name : `“${title}”`;
}

/** One sentence about a node in the next run. @param shape of the node. */
export function forecastText(forecast: NodeForecast, shape: NodeShape): string {
  switch (forecast.action) {
    case 'reuse':
      return `Its result is reused from ${forecast.tier === 'memory' ? 'memory' : 'disk'}.`;
    case 'run': {
      const why = `It will run: ${missText(forecast.why, shape)}.`;
      return forecast.seconds === undefined ? why : `${why} It takes about ${formatSeconds(forecast.seconds)}.`;
    }
    case 'maybe':
      return 'It runs only if its result is needed.';
    case 'not-needed':
      return 'It is not needed: every result that would use it is already known.';
  }
}

/** One sentence about the next run as a whole. */
export function forecastSummary({ nodes, seconds, unknown }: Forecast): string {
  const count = (action: NodeForecast['action']): number => nodes.filter((each) => each.action === action).length;
  const [run, reuse] = [count('run'), count('reuse')];
  if (run === 0) return `Nothing to compute: ${counted(reuse, 'result')} ${reuse === 1 ? 'is' : 'are'} reused.`;
  const runs = run === 1 ? '1 node runs' : `${run} nodes run`;
  const reused = reuse === 0 ? '' : `, ${reuse} ${reuse === 1 ? 'is' : 'are'} reused`;
  return `${runs}${timeText(seconds, unknown)}${reused}.`;
}

/** @param unknown number of nodes whose time is not part of `seconds`. */
function timeText(seconds: number | undefined, unknown: number): string {
  if (seconds === undefined) return '';
  const about = ` in about ${formatSeconds(seconds)}`;
  return unknown === 0 ? about : `${about} plus the time of ${counted(unknown, 'new node')}`;
}
