/** Problems of a graph, worded for clients and attributed to nodes of the workflow. */
import type { GraphIssue } from '../../graph/issues.ts';
import { renderIssue } from '../../graph/render-issue.ts';
import { type Issue, nodeOfWorkflow } from '../../protocol/index.ts';

/** A problem that all copies of a node have is reported once. */
export function issuesOf(issues: readonly GraphIssue[]): Issue[] {
  const found = new Map<string, Issue>();
  for (const issue of issues) {
    const worded: Issue = {
      code: issue.code,
      node: nodeOfWorkflow(issue.node),
      message: renderIssue(issue),
      ...('input' in issue ? { input: issue.input } : {}),
    };
    const identity = [worded.code, worded.node, worded.input, innerNode(issue.node)].join('\n');
    if (!found.has(identity)) found.set(identity, worded);
  }
  return [...found.values()];
}

/** The id without the numbers of copies (`save#2`); empty for a node of the workflow itself. */
function innerNode(id: string): string {
  return nodeOfWorkflow(id) === id ? '' : id.replaceAll(/#[\d-]+/g, '');
}
