/** Writes into the log what runs report. */
import type { LiveEventBody, LogEntry, RunEventBody, RunInfo } from '../../protocol/index.ts';
import type { ServerLog } from './server-log.ts';

/** Seconds. A node that took less is no line of the log. */
const WORTH_SAYING = 0.1;

/** @returns to be called with every event of the server. */
export function logRuns(log: ServerLog): (event: LiveEventBody) => void {
  /** Runs that are at work. */
  const known = new Map<string, NonNullable<LogEntry['run']>>();

  const ofRun = (run: RunInfo): void => {
    const { id, number, name, state, attempt, started, ended } = run;
    const about = { id, number, name };
    if (state === 'running' && !known.has(id)) {
      known.set(id, about);
      log.add(attempt > 1 ? 'warning' : 'info', { kind: 'run-started', attempt }, about);
    }
    if (state === 'queued' || state === 'running' || !known.delete(id)) return;
    const seconds = started === undefined || ended === undefined ? 0 : (ended - started) / 1000;
    log.add(state === 'failed' ? 'error' : 'info', { kind: 'run-ended', state, seconds }, about);
  };

  const ofNode = (id: string, event: RunEventBody): void => {
    const run = known.get(id);
    if (event.type === 'node-note')
      log.add('warning', { kind: 'node-note', node: event.node, text: event.message }, run);
    if (event.type === 'node-failed')
      log.add('error', { kind: 'node-failed', node: event.node, text: event.failure.message }, run);
    if (event.type === 'node-done' && event.origin === 'executed' && event.seconds >= WORTH_SAYING)
      log.add('detail', { kind: 'node-done', node: event.node, seconds: event.seconds }, run);
  };

  return (event) => {
    if (event.type === 'run') ofRun(event.run);
    else if (event.type === 'run-event') ofNode(event.run, event.event);
  };
}
