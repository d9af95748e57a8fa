/** Writes into the log what runs report. */
import { nodeEntry } from '../../host/log/node-entry.ts';
import type { LiveEventBody, LogEntry, RunInfo } from '../../protocol/index.ts';
import type { ServerLog } from './server-log.ts';

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

  return (event) => {
    if (event.type === 'run') ofRun(event.run);
    if (event.type !== 'run-event') return;
    const entry = nodeEntry(event.event);
    if (entry) log.add(entry.level, entry.body, known.get(event.run));
  };
}
