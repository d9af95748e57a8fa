/** Problems of a graph, worded for clients and attributed to nodes of the workflow. */
import type { GraphIssue } from '../../graph/issues.ts';
import { renderIssue } from '../../graph/render-issue.ts';
import { innerNode, type Issue, nodeOfWorkflow } from '../../protocol/index.ts';

/** Problems in an answer. Who mends so many sees the others afterwards. */
const LISTED = 500;

/** A problem that all copies of a node have is reported once. */
export function issuesOf(issues: readonly GraphIssue[]): Issue[] {
  const found = new Map<string, Issue>();
  for (const issue of issues) {
    const { code } = issue;
    const node = nodeOfWorkflow(issue.node);
    const input = 'input' in issue ? { input: issue.input } : {};
    const inside = innerNode(issue.node);
    const identity = [code, node, input.input, inside.inner].join('\n');
    if (found.has(identity)) continue;
    if (found.size === LISTED) break;
    found.set(identity, { code, node, message: renderIssue(issue), ...input, ...inside });
  }
  return [...found.values()];
}
