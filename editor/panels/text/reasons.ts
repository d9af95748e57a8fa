/** Why a node will run or will not, in words. */
import type { Forecast, MissReason, NodeForecast } from '../../../engine/protocol/index.ts';
import type { NodeShape } from '../../document/graph/catalogue.ts';
import { msg, t } from '../../i18n/t.ts';
import { timeText } from '../../words.ts';

/** Components of a key that are no inputs (engine/cache/keys.ts), in words. */
const COMPONENTS: Readonly<Record<string, string>> = {
  'node type': msg('its kind'),
  'outside state': msg('a file or model that it reads'),
};

/** How a reason names an input as the component that changed. */
const INPUT = 'input ';

/** Part of a sentence. @param shape of the node, for the titles of its inputs. */
export function missText(reason: MissReason, shape: NodeShape): string {
  switch (reason.kind) {
    case 'first-time':
      return t('it has not run before');
    case 'changed':
      return t('{input} changed', { input: changedText(reason.component, shape) });
    case 'not-kept':
      return t('its result was not kept');
    case 'never-kept':
      return t('it runs every time, because it is cheap');
    case 'volatile':
      return t('its result differs from run to run');
    case 'unidentified':
      return t('something it depends on cannot be identified');
  }
}

function changedText(component: string, shape: NodeShape): string {
  if (!component.startsWith(INPUT)) return t(COMPONENTS[component] ?? component);
  const name = component.slice(INPUT.length);
  const title = shape.inputs[name]?.title;
  return title === undefined ? name : `“${t(title)}”`;
}

const REUSED = {
  memory: msg('Its result is reused from memory.'),
  disk: msg('Its result is reused from the disk.'),
  store: msg('Its result is reused from the store that machines share.'),
} as const;

/** One sentence about a node in the next run. @param shape of the node. */
export function forecastText(forecast: NodeForecast, shape: NodeShape): string {
  switch (forecast.action) {
    case 'reuse':
      return t(REUSED[forecast.tier]);
    case 'run': {
      const why = t('It will run: {reason}.', { reason: missText(forecast.why, shape) });
      if (forecast.seconds === undefined) return why;
      return `${why} ${t('It takes about {time}.', { time: timeText(forecast.seconds) })}`;
    }
    case 'maybe':
      return t('It runs only if its result is needed.');
    case 'not-needed':
      return t('It is not needed: every result that would use it is already known.');
  }
}

/** One sentence about the next run as a whole. */
export function forecastSummary({ nodes, seconds, unknown }: Forecast): string {
  const count = (action: NodeForecast['action']): number => nodes.filter((each) => each.action === action).length;
  const [run, reuse] = [count('run'), count('reuse')];
  if (run === 0) {
    return t('Nothing to compute: {count, plural, one {# result is} other {# results are}} reused.', { count: reuse });
  }
  const runs = t('{count, plural, one {# node runs} other {# nodes run}}', { count: run });
  const parts = [
    seconds === undefined ? runs : t('{runs} {time}', { runs, time: withUnknown(seconds, unknown) }),
    ...(reuse === 0 ? [] : [t('{count, plural, one {# is} other {# are}} reused', { count: reuse })]),
  ];
  return t('{list}.', { list: parts.join(', ') });
}

/** @param unknown number of nodes whose time is not part of `seconds`. */
function withUnknown(seconds: number, unknown: number): string {
  const time = timeText(seconds);
  if (unknown === 0) return t('in about {time}', { time });
  return t('in about {time} plus the time of {count, plural, one {# new node} other {# new nodes}}', {
    time,
    count: unknown,
  });
}
