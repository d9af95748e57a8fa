/** Problems of a graph as clients get them: worded, with the place they are about. */
import type { GraphIssue } from '../../graph/issues.ts';
import { renderIssue } from '../../graph/render-issue.ts';
import type { Issue } from '../protocol.ts';

export function issueOf(issue: GraphIssue): Issue {
  return { code: issue.code, node: issue.node, message: renderIssue(issue), ...('input' in issue ? { input: issue.input } : {}) };
}
