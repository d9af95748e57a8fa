/** A problem of the graph in one sentence that names the place. */
import type { Issue, Workflow } from '../../../../engine/protocol/index.ts';
import { sentenceOf } from '../../../controls/fields/issue-text.ts';
import { type NodeTypes, shapeOf } from '../../../document/graph/catalogue.ts';
import { inputTitle, nodeTitle } from '../../../document/naming/titles.ts';
import { graphAt } from '../../../document/nested/graph-at.ts';
import { readFlatId, subgraphAt } from '../../../document/nested/path.ts';
import { said } from '../../../i18n/said.ts';

/** An issue with the titles of its node and input: "Size, Width: 100 is not a multiple of 16." */
export function issueText(whole: Workflow | undefined, types: NodeTypes, issue: Issue): string {
  const { path, node } = readFlatId(issue.inner ?? issue.node);
  const workflow = whole && graphAt(whole, subgraphAt(whole, path));
  const of = workflow?.nodes[node];
  const { input, message } = issue;
  if (!of) return said(message);
  const names = [
    nodeTitle(workflow, types, node),
    ...(input === undefined ? [] : [inputTitle(input, shapeOf(workflow, types, of.type).inputs[input])]),
  ];
  return `${names.join(', ')}: ${sentenceOf(message)}`;
}
