/** What a reporter is told, whatever it makes of it. */
import type { RunEvent, NodeFailure, RunStatus } from '../../run/events.ts';

export interface RunSummary {
  readonly status: RunStatus;
  readonly seconds: number;
  readonly failures: readonly NodeFailure[];
  /** Paths of the files written. */
  readonly files: readonly string[];
}

export interface Reporter {
  event(event: RunEvent): void;
  saved(node: string, path: string): void;
  finished(summary: RunSummary): void;
}

/** The title of a node of the workflow, by id. */
export type Titles = (node: string) => string;

/** Seconds for people: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** What went wrong, one line a node. */
export function failureLines(failures: readonly NodeFailure[], titles: Titles): string[] {
  return failures.map(({ node, message }) => {
    const [id = node] = node.split('/');
    const title = titles(id);
    return `Node "${node}"${title === id ? '' : ` (${title})`}: ${message}`;
  });
}
