/** The error for a run that did not make what was asked of it. */
import type { NodeFailure } from './events.ts';

export class RunError extends Error {
  override readonly name = 'RunError';
  /** The nodes that failed; empty for a run that was cancelled. */
  readonly failures: readonly NodeFailure[];

  /** @param message default: one line for each failure. */
  constructor(failures: readonly NodeFailure[], message = failures.map(lineOf).join('\n')) {
    super(message);
    this.failures = failures;
  }
}

function lineOf({ node, message }: NodeFailure): string {
  return `Node "${node}": ${message}`;
}
