/** Nodes of one's own: subgraphs kept by the server. A workflow that uses one gets a copy of its definition. */
import type { Change, OwnNode, Workflow } from '../../../engine/protocol/index.ts';
import type { Command } from '../command.ts';
import { mergeSubgraphs, neededSubgraphs, renamedType, subgraphName, subgraphTitle } from '../graph/subgraphs.ts';
import { INPUTS, readBoundary } from './boundary.ts';

/** A subgraph as the server keeps it: a workflow with one instance and the definitions that it needs. */
export function ownNodeWorkflow({ subgraphs = {} }: Workflow, subgraph: string): Workflow {
  const type = `subgraph/${subgraph}`;
  return {
    format: 'inkloom-workflow',
    version: 3,
    name: subgraphTitle(subgraphs, subgraph),
    nodes: { node: { type } },
    subgraphs: neededSubgraphs(subgraphs, [type]),
  };
}

export interface WithOwnNodes {
  /** The workflow with the definitions of all own nodes. */
  readonly workflow: Workflow;
  /** The own nodes by the types they have there. */
  readonly own: ReadonlyMap<string, OwnNode>;
}

/** Adds the definitions of own nodes to a workflow. One that is there already is the same type. */
export function withOwnNodes(workflow: Workflow, nodes: readonly OwnNode[]): WithOwnNodes {
  const own = new Map<string, OwnNode>();
  let subgraphs = workflow.subgraphs ?? {};
  for (const node of nodes) {
    const type = Object.values(node.workflow.nodes)[0]?.type ?? '';
    if (subgraphName(type) === undefined) continue;
    const { added, renamed } = mergeSubgraphs(subgraphs, node.workflow.subgraphs ?? {});
    subgraphs = { ...subgraphs, ...added };
    own.set(renamedType(type, renamed), node);
  }
  return own.size === 0 ? { workflow, own } : { workflow: { ...workflow, subgraphs }, own };
}

/** The command with the definitions that its new node needs. @param extended the workflow with own nodes. */
export function carryDefinitions(workflow: Workflow, extended: Workflow, command: Command, type: string): Command {
  const needed = neededSubgraphs(extended.subgraphs ?? {}, [type]);
  const missing = Object.entries(needed).filter(([name]) => !Object.hasOwn(workflow.subgraphs ?? {}, name));
  const creations = missing.map(([name, value]): Change => ({ path: ['subgraphs', name], value, create: true }));
  return creations.length === 0 ? command : { ...command, patch: [...creations, ...command.patch] };
}

/** Whether a node of a type would be inside itself in the shown graph. */
export function containsShown({ nodes, subgraphs = {} }: Workflow, type: string): boolean {
  const shown = readBoundary(nodes[INPUTS]?.type ?? '')?.name;
  return shown !== undefined && Object.hasOwn(neededSubgraphs(subgraphs, [type]), shown);
}
