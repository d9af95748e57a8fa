/** Shows a run at a server as one here is shown. */
import type { NodeRegistry } from '../../graph/registry.ts';
import type { RunFollower } from '../../client/index.ts';
import type { RunDetail, RunInfo, Workflow } from '../../protocol/index.ts';
import type { RunEvent } from '../../run/events.ts';
import type { Reporter, Titles } from '../report/reporter.ts';

/** Titles of nodes as the workflow, or their type, gives them. */
export function titlesIn({ nodes }: Workflow, registry: NodeRegistry): Titles {
  return (id) => {
    const node = nodes[id];
    return node?.title ?? (node && registry.get(node.type)?.title) ?? id;
  };
}

/**
 * @param say called with a message when the run waits, starts, or is started again.
 */
export function reportsTo(reporter: Reporter, say: (message: string) => void): RunFollower {
  let state: string | undefined;
  let sequence = 0;
  let id = '';
  return {
    run(run) {
      id = run.id;
      const next = `${run.state} ${run.attempt}`;
      const text = next === state ? undefined : stateText(run, state === undefined);
      state = next;
      if (text !== undefined) say(text);
      if (run.reading) reporter.reading(run.reading);
    },
    event(event) {
      sequence += 1;
      reporter.event({ ...event, run: id, sequence, time: Date.now() } satisfies RunEvent);
    },
  };
}

function stateText({ number, state, attempt }: RunInfo, isFirst: boolean): string | undefined {
  if (state === 'queued') return isFirst ? `Run ${number} waits` : `Run ${number} waits again`;
  if (state !== 'running') return undefined;
  return attempt > 1 ? `Run ${number} goes on, attempt ${attempt}` : `Run ${number} has started`;
}

/** Seconds from start to end. */
export function secondsOf({ started, ended }: Pick<RunDetail, 'started' | 'ended'>): number {
  return started === undefined || ended === undefined ? 0 : (ended - started) / 1000;
}
