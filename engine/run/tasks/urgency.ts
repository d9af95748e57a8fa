/**
 * The urgency of a task: what completes the earliest unfinished target goes first. Within a target, tasks stand in the
 * order in which they would be done one at a time, so that a branch is finished before the next one begins.
 */

/** Set on each task that targets need. Smaller numbers are more urgent. */
export interface Urgency {
  /** Index of the earliest target that needs the task. */
  readonly target: number;
  /** Place in a depth-first walk from the targets, sources first. Equal only for tasks that no walk reached. */
  readonly place: number;
  /** Distance from the place before: a task that expands shares it out among its children. */
  readonly room: number;
}

/** Of a task that no target needs. */
export const LAST: Urgency = { target: Number.MAX_SAFE_INTEGER, place: Number.MAX_SAFE_INTEGER, room: 1 };
