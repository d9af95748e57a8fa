/** How one node of a workflow looks from outside. */
import type { Workflow, WorkflowNode } from '../../../engine/protocol/index.ts';
import { shapeOf } from './catalogue.ts';
import { linksOf, wiresFrom } from './links.ts';
import { ANY_SOCKET, type NodeShape, type NodeTypes } from './node-types.ts';

interface Extended {
  readonly base: NodeShape;
  /** The sockets that were added, as JSON. */
  readonly extra: string;
  readonly shape: NodeShape;
}

const lastExtended = new WeakMap<WorkflowNode, Extended>();

/**
 * The shape of the node's type, with an extra socket for every link that type has no socket for: so every wire has two
 * ends. It is the same object as long as nothing about the node changed.
 */
export function nodeShape(workflow: Workflow, types: NodeTypes, id: string): NodeShape {
  const node = workflow.nodes[id];
  const base = shapeOf(workflow, types, node?.type ?? '');
  if (!node) return base;
  const inputs = Object.keys(node.inputs ?? {}).filter(
    (name) => !Object.hasOwn(base.inputs, name) && linksOf(id, name, node.inputs?.[name]).length > 0,
  );
  const linkedOutputs = new Set(wiresFrom(workflow, id).map(({ from }) => from.output));
  const outputs = [...linkedOutputs].filter((name) => !Object.hasOwn(base.outputs, name));
  if (inputs.length + outputs.length === 0) return base;
  const extra = JSON.stringify([inputs, outputs]);
  const last = lastExtended.get(node);
  if (last?.base === base && last.extra === extra) return last.shape;
  const shape = extended(base, inputs, outputs);
  lastExtended.set(node, { base, extra, shape });
  return shape;
}

function extended(base: NodeShape, inputs: readonly string[], outputs: readonly string[]): NodeShape {
  const extraInputs = inputs.map((name) => [
    name,
    { kind: 'socket', socket: ANY_SOCKET, title: name, advanced: true } as const,
  ]);
  const extraOutputs = outputs.map((name) => [name, { socket: ANY_SOCKET, title: name }]);
  return {
    ...base,
    inputs: { ...base.inputs, ...(Object.fromEntries(extraInputs) as NodeShape['inputs']) },
    outputs: { ...base.outputs, ...(Object.fromEntries(extraOutputs) as NodeShape['outputs']) },
  };
}
