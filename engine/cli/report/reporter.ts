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

/** What went wrong, one line a node. */
export function failureLines(failures: readonly NodeFailure[], titles: Titles): string[] {
  return failures.map(({ node, message }) => {
    const [id = node] = node.split('/');
    const title = titles(id);
    return `Node "${node}"${title === id ? '' : ` (${title})`}: ${message}`;
  });
}
