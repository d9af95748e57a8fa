/** Thrown when a graph cannot run. It carries every issue; the message has one line for each of the first hundred. */
import type { GraphIssue } from './issues.ts';
import { renderIssue } from './render-issue.ts';

/** Issues in the message. */
const LISTED = 100;

export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly issues: readonly GraphIssue[];
  /** Issues there are; `issues` may be the first of them. */
  readonly total: number;

  constructor(issues: readonly GraphIssue[], total = issues.length) {
    const listed = issues.slice(0, LISTED);
    const more = total > listed.length ? [`And ${total - listed.length} more problems.`] : [];
    super([...listed.map(renderIssue), ...more].join('\n'));
    this.issues = issues;
    this.total = total;
  }
}
