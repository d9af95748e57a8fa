/** Which checkpoint reads the prompt of a node, and how many tokens it may have: by following links back. */
import { readEach, readLink, type Workflow } from '../../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../../../document/graph/catalogue.ts';

/** Longest way back, so that a cycle ends. */
const MAX_WAY = 32;
const ENCODER = 'text-encoder';

/** @returns undefined when the node has no text encoder, or it is not known which. */
export function checkpointOf(workflow: Workflow, types: NodeTypes, node: string): string | undefined {
  const { inputs } = shapeOf(workflow, types, workflow.nodes[node]?.type ?? '');
  const encoder = Object.entries(inputs).find(
    ([, input]) => input.kind === 'socket' && input.socket.name === ENCODER,
  )?.[0];
  return encoder === undefined ? undefined : modelBehind(workflow, types, node, encoder, MAX_WAY);
}

function modelBehind(
  workflow: Workflow,
  types: NodeTypes,
  node: string,
  input: string,
  way: number,
): string | undefined {
  const from = readLink(workflow.nodes[node]?.inputs?.[input]);
  const source = from && workflow.nodes[from.node];
  if (!source || way === 0) return undefined;
  const { inputs } = shapeOf(workflow, types, source.type);
  const model = Object.entries(inputs).find(([, each]) => each.kind === 'model');
  if (model) {
    const value = source.inputs?.[model[0]] ?? ('default' in model[1] ? model[1].default : undefined);
    const first = readEach(value)?.each[0] ?? value;
    return typeof first === 'string' ? first : undefined;
  }
  // Reroutes and switches hand on what comes in.
  const names = Object.keys(source.inputs ?? {});
  return names.map((name) => modelBehind(workflow, types, from.node, name, way - 1)).find((name) => name !== undefined);
}

/** @returns undefined when it is linked or the node has none. */
export function windowOf(workflow: Workflow, types: NodeTypes, node: string): number | undefined {
  const { type = '', inputs = {} } = workflow.nodes[node] ?? {};
  const window = shapeOf(workflow, types, type).inputs['window'];
  if (window?.kind !== 'int') return undefined;
  const value = inputs['window'] ?? window.default;
  return typeof value === 'number' ? value : undefined;
}
