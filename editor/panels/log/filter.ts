/** Which entries of the log are shown. */
import type { LogEntry, LogLevel } from '../../../engine/protocol/index.ts';

/** The least important first. */
export const LEVELS: readonly LogLevel[] = ['detail', 'info', 'warning', 'error'];

export interface LogFilter {
  /** This level, and those that matter more. */
  readonly level: LogLevel;
  /** Id of a run; undefined for all. */
  readonly run: string | undefined;
}

export function filtered(entries: readonly LogEntry[], { level, run }: LogFilter): readonly LogEntry[] {
  const least = LEVELS.indexOf(level);
  return entries.filter(
    (entry) => LEVELS.indexOf(entry.level) >= least && (run === undefined || entry.run?.id === run),
  );
}

/** The runs of the entries, the latest first. */
export function runsOf(entries: readonly LogEntry[]): readonly NonNullable<LogEntry['run']>[] {
  const runs = new Map(entries.flatMap(({ run }) => (run ? [[run.id, run] as const] : [])));
  return [...runs.values()].toSorted((one, other) => other.number - one.number);
}
