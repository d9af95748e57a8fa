/** The states of a run, in two groups. */
import type { RunInfo } from '../engine/protocol/index.ts';

/** Whether the run is waiting or being worked on. */
export function isActive({ state }: Pick<RunInfo, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}
