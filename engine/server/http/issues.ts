/** Problems of a graph, worded for clients and attributed to nodes of the workflow. */
import type { GraphIssue } from '../../graph/issues.ts';
import { renderIssue } from '../../graph/render-issue.ts';
import { type Issue, nodeOfWorkflow } from '../../protocol/index.ts';

/** Problems in an answer. Who mends so many sees the others afterwards. */
const LISTED = 500;

/** A problem that all copies of a node have is reported once. */
export function issuesOf(issues: readonly GraphIssue[]): Issue[] {
  const found = new Map<string, Issue>();
  for (const issue of issues) {
    const { code } = issue;
    const node = nodeOfWorkflow(issue.node);
    const input = 'input' in issue ? { input: issue.input } : {};
    const identity = [code, node, input.input, innerNode(issue.node)].join('\n');
    if (found.has(identity)) continue;
    if (found.size === LISTED) break;
    found.set(identity, { code, node, message: renderIssue(issue), ...input });
  }
  return [...found.values()];
}

/** The id without the numbers of copies (`save#2`); empty for a node of the workflow itself. */
function innerNode(id: string): string {
  return nodeOfWorkflow(id) === id ? '' : id.replaceAll(/#[\d-]+/g, '');
}
