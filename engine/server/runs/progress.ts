/** How much of a run is done, weighted by the time its nodes took in earlier runs. */
import type { Activities, Forecast, NodeActivity } from '../../protocol/index.ts';

/** @returns 0 to 1; undefined while it is not known which nodes will run. */
export function progressOf(forecast: Forecast | undefined, nodes: Activities): number | undefined {
  const running = forecast?.nodes.filter(({ action }) => action === 'run');
  if (!forecast || !running || running.length === 0) return undefined;
  const usual = usualSeconds(forecast, running.length);
  let [done, all] = [0, 0];
  for (const node of running) {
    const weight = ('seconds' in node ? node.seconds : undefined) ?? usual;
    all += weight;
    done += weight * shareOf(nodes[node.node]);
  }
  return all === 0 ? undefined : Math.min(1, done / all);
}

/** The weight of a node that never ran: the mean of the others, or 1 when none ever ran. */
function usualSeconds({ seconds, unknown }: Forecast, running: number): number {
  const known = running - unknown;
  return known > 0 && seconds ? seconds / known : 1;
}

/** Share of a node's work that is done, 0 to 1. */
function shareOf(activity: NodeActivity | undefined): number {
  if (!activity || activity.state === 'queued') return 0;
  if (activity.state !== 'running') return 1;
  return activity.max ? Math.min(1, (activity.value ?? 0) / activity.max) : 0;
}
