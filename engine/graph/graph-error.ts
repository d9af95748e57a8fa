/** Thrown when a graph cannot run. It carries every issue; the message has one line for each. */
import type { GraphIssue } from './issues.ts';
import { renderIssue } from './render-issue.ts';

export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly issues: readonly GraphIssue[];

  constructor(issues: readonly GraphIssue[]) {
    super(issues.map(renderIssue).join('\n'));
    this.issues = issues;
  }
}
