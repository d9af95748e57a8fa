/** Nodes of one's own: a workflow gets a copy of the definition, and nothing where it has it. */
import { expect, it } from 'vitest';
import { addNode } from '../../../../editor/document/commands/index.ts';
import { makeSubgraph } from '../../../../editor/document/nested/commands/make.ts';
import {
  carryDefinitions,
  containsShown,
  ownNodeWorkflow,
  withOwnNodes,
} from '../../../../editor/document/nested/own-nodes.ts';
import { graphAt } from '../../../../editor/document/nested/graph-at.ts';
import type { Command } from '../../../../editor/document/command.ts';
import type { OwnNode, Workflow } from '../../../../engine/protocol/index.ts';
import { workflowSchema } from '../../../../engine/workflow/schema.ts';
import { nodeChoices } from '../../../../editor/panels/dialogs/node-choices.ts';
import { after, blank, small, types } from '../support.ts';

const making = makeSubgraph(small, types, ['size', 'bend', 'decode']);
const made = after(small, making.ok ? making.command : undefined);
const own: OwnNode = { name: 'subgraph', workflow: ownNodeWorkflow(made, 'subgraph') };

function added(workflow: Workflow): { readonly now: Workflow; readonly command: Command; readonly type: string } {
  const all = withOwnNodes(workflow, [own]);
  const [type = ''] = [...all.own.keys()];
  const command = carryDefinitions(
    workflow,
    all.workflow,
    addNode(all.workflow, types, { type, at: { x: 0, y: 0 } }),
    type,
  );
  return { now: after(workflow, command), command, type };
}

it('is kept as a workflow with one instance', () => {
  expect(workflowSchema.parse(own.workflow)).toMatchObject({
    name: 'Subgraph',
    nodes: { node: { type: 'subgraph/subgraph' } },
  });
  expect(own.workflow.subgraphs).toEqual(made.subgraphs);
});

it('brings its definition into a workflow that has none of it, once', () => {
  const first = added(blank());
  expect(first.now.subgraphs).toEqual(made.subgraphs);
  const second = added(first.now);
  expect(second.command.patch.some(({ path }) => path[0] === 'subgraphs')).toBe(false);
  expect(Object.values(second.now.nodes).map(({ type }) => type)).toEqual([first.type, first.type]);
});

it('gets another name where a workflow has something else by that name', () => {
  const other = { ...blank(), subgraphs: { subgraph: { nodes: {} } } };
  const { now, type } = added(other);
  expect(type).toBe('subgraph/subgraph-2');
  expect(now.subgraphs).toEqual({ ...other.subgraphs, 'subgraph-2': made.subgraphs?.['subgraph'] });
});

it('is offered among the nodes to add, and not inside itself', () => {
  const all = withOwnNodes(blank(), [own]);
  const [choice] = nodeChoices(all.workflow, types, {}, [], all.own).filter(({ type }) => all.own.has(type));
  expect(choice).toMatchObject({ title: 'Subgraph', category: 'own nodes' });
  const inside = graphAt(made, 'subgraph') ?? made;
  expect(containsShown(inside, 'subgraph/subgraph')).toBe(true);
  expect(nodeChoices(inside, types, {}, []).some(({ type }) => type === 'subgraph/subgraph')).toBe(false);
});
