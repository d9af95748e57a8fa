/**
 * The seam between a run and its display: a reporter hears of events, saved files and the end, and shows what it likes.
 */
import type { Plan } from '../../graph/plan.ts';
import type { SavedFile } from '../../host/save-files.ts';
import type { ModelReading } from '../../protocol/index.ts';
import type { NodeFailure, RunEvent, RunStatus } from '../../run/events.ts';

export interface RunSummary {
  readonly status: RunStatus;
  readonly seconds: number;
  readonly failures: readonly NodeFailure[];
  /** Nothing was computed, because of failures that were found before. */
  readonly refused: boolean;
  /** Paths of the files written. */
  readonly files: readonly string[];
}

export interface Reporter {
  event(event: RunEvent): void;
  /**
   * A file was written, or found as an earlier run wrote it. Its path is printed after this call.
   * @param values of the workflow's parameters and lists that the file was made with, by name, where they are known.
   */
  saved(node: string, file: SavedFile, values?: Readonly<Record<string, unknown>>): void;
  /** Model files are read beside the run, to name them in pictures. */
  reading(reading: ModelReading): void;
  finished(summary: RunSummary): void;
}

/** The title of a node of the workflow, by id; the id itself for a node without title. */
export type Titles = (node: string) => string;

export function titlesOf({ nodes }: Plan): Titles {
  return (id) => nodes.get(id)?.title ?? id;
}
