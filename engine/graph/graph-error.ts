/** Thrown when a graph cannot run. It carries every issue; the message has one line for each of the first hundred. */
import type { GraphIssue } from './issues.ts';
import { renderIssue } from './render-issue.ts';

/** Issues in the message. */
const LISTED = 100;

export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly issues: readonly GraphIssue[];

  constructor(issues: readonly GraphIssue[]) {
    const more = issues.length > LISTED ? [`And ${issues.length - LISTED} more problems.`] : [];
    super([...issues.slice(0, LISTED).map(renderIssue), ...more].join('\n'));
    this.issues = issues;
  }
}
