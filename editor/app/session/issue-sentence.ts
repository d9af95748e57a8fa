/** A problem of the graph in one sentence that names the place. */
import type { Issue, Workflow } from '../../../engine/protocol/index.ts';
import { sentenceOf } from '../../controls/fields/issue-text.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';
import { inputTitle, nodeTitle } from '../../document/naming/titles.ts';

/** An issue with the titles of its node and input: "Size, Width: 100 is not a multiple of 16." */
export function issueText(workflow: Workflow | undefined, types: NodeTypes, { node, input, message }: Issue): string {
  const of = workflow?.nodes[node];
  if (!workflow || !of) return message;
  const names = [
    nodeTitle(workflow, types, node),
    ...(input === undefined ? [] : [inputTitle(input, shapeOf(workflow, types, of.type).inputs[input])]),
  ];
  return `${names.join(', ')}: ${sentenceOf(message)}`;
}
