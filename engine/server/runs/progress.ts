/** How much of a run's work is done, by what its nodes took the last time. */
import type { Forecast } from '../../run/events.ts';
import type { Activities, NodeActivity } from '../../protocol/index.ts';

/** @returns 0 to 1; undefined while it is not known what there is to do. */
export function progressOf(forecast: Forecast | undefined, nodes: Activities): number | undefined {
  const running = forecast?.nodes.filter(({ action }) => action === 'run');
  if (!forecast || !running || running.length === 0) return undefined;
  const known = running.length - forecast.unknown;
  const usual = known > 0 && forecast.seconds ? forecast.seconds / known : 1;
  let [done, all] = [0, 0];
  for (const each of running) {
    const weight = ('seconds' in each ? each.seconds : undefined) ?? usual;
    all += weight;
    done += weight * partOf(nodes[each.node]);
  }
  return all === 0 ? undefined : Math.min(1, done / all);
}

function partOf(activity: NodeActivity | undefined): number {
  if (!activity || activity.state === 'queued') return 0;
  if (activity.state === 'running') return activity.max ? Math.min(1, (activity.value ?? 0) / activity.max) : 0;
  return 1;
}
