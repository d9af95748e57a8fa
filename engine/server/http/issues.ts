/** Problems of a graph as clients get them: worded, with the place they are about. */
import type { GraphIssue } from '../../graph/issues.ts';
import { renderIssue } from '../../graph/render-issue.ts';
import { type Issue, nodeOfWorkflow } from '../../protocol/index.ts';

/** Of nodes of the workflow: what is wrong with every copy of a node, or inside of a subgraph, is said once. */
export function issuesOf(issues: readonly GraphIssue[]): Issue[] {
  const found = new Map<string, Issue>();
  for (const issue of issues) {
    const one = {
      code: issue.code,
      node: nodeOfWorkflow(issue.node),
      message: renderIssue(issue),
      ...('input' in issue ? { input: issue.input } : {}),
    };
    const about = [
      one.code,
      one.node,
      one.input,
      issue.node === one.node ? '' : issue.node.replaceAll(/#[\d-]+/g, ''),
    ].join('\n');
    if (!found.has(about)) found.set(about, one);
  }
  return [...found.values()];
}
