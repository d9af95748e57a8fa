/** Finds, by following links back, the checkpoint whose text encoder reads the prompt of a node. */
import { readEach, readLink, withSlashes, type Workflow } from '../../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../../../document/graph/catalogue.ts';

/** The most links to follow back, so that a cycle ends. */
const MAX_LINKS = 32;
const ENCODER = 'text-encoder';

/** @returns the checkpoint's name; undefined if the node has no text encoder or it is not known which. */
export function checkpointOf(workflow: Workflow, types: NodeTypes, node: string): string | undefined {
  const { inputs } = shapeOf(workflow, types, workflow.nodes[node]?.type ?? '');
  const encoder = Object.entries(inputs).find(
    ([, input]) => input.kind === 'socket' && input.socket.name === ENCODER,
  )?.[0];
  return encoder === undefined ? undefined : modelBehind(workflow, types, node, encoder, MAX_LINKS);
}

function modelBehind(
  workflow: Workflow,
  types: NodeTypes,
  node: string,
  input: string,
  links: number,
): string | undefined {
  const from = readLink(workflow.nodes[node]?.inputs?.[input]);
  const source = from && workflow.nodes[from.node];
  if (!source || links === 0) return undefined;
  const { inputs } = shapeOf(workflow, types, source.type);
  const model = Object.entries(inputs).find(([, each]) => each.kind === 'model');
  if (model) {
    const value = source.inputs?.[model[0]] ?? ('default' in model[1] ? model[1].default : undefined);
    const first = readEach(value)?.each[0] ?? value;
    return typeof first === 'string' ? withSlashes(first) : undefined;
  }
  // The source has no model of its own: a reroute or a switch, which passes on one of its inputs.
  for (const name of Object.keys(source.inputs ?? {})) {
    const found = modelBehind(workflow, types, from.node, name, links - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The most tokens the prompt of a node may have. @returns undefined if that input is linked or missing. */
export function windowOf(workflow: Workflow, types: NodeTypes, node: string): number | undefined {
  const { type = '', inputs = {} } = workflow.nodes[node] ?? {};
  const window = shapeOf(workflow, types, type).inputs['window'];
  if (window?.kind !== 'int') return undefined;
  const value = inputs['window'] ?? window.default;
  return typeof value === 'number' ? value : undefined;
}
