/** The surroundings of a turn of a task, and how the turn can end. */
import type { Cancellation } from '../cancellation.ts';
import type { RunReport } from '../report.ts';
import type { EngineParts } from '../shared/parts.ts';
import type { Traffic } from '../shared/traffic.ts';
import type { DoneState } from '../tasks/task.ts';
import type { ReadResult } from './read-inputs.ts';

export interface TurnContext {
  readonly parts: EngineParts;
  /** Of the tasks of the run. */
  readonly traffic: Traffic;
  readonly cancellation: Cancellation;
  readonly report: RunReport;
  readonly read: ReadResult;
}

/** `wait`: the task needs sources that are new (lazy inputs, an expansion) or whose results were lost. */
export type TurnOutcome = DoneState | { readonly kind: 'wait' };

export type InputValuesByName = Readonly<Record<string, unknown>>;
