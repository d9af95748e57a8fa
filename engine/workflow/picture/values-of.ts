/** The values that one file of a run was made with, among those that a user sets. */
import { readEach, readLink } from '../../graph/graph.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import type { Workflow } from '../schema.ts';
import { readTarget } from '../settables.ts';
import { ofOnePicture } from './one-picture.ts';

/**
 * The parameters of a workflow as they were for one output, and the values of its other lists as `node.input`. Inputs
 * that keep their defaults are left out, and so are parameters of nodes that a copy does not need.
 * @param workflow as it ran, lists included.
 * @param output id of the node that made the file; a copy for a list of values has an id of its own.
 */
export function valuesOf(workflow: Workflow, output: string, registry: NodeRegistry): Record<string, unknown> {
  const whole = { version: '', workflow, output, values: {}, models: {} };
  const { workflow: one } = ofOnePicture(whole, registry);
  const values: Record<string, unknown> = {};
  const named = new Set<string>();
  for (const [name, { sets }] of Object.entries(workflow.parameters ?? {})) {
    sets.forEach((target) => named.add(target));
    const value = sets.map((target) => inputOf(one, target)).find((each) => each !== undefined);
    if (value !== undefined && !readLink(value)) values[name] = value;
  }
  for (const [node, { inputs = {} }] of Object.entries(workflow.nodes))
    for (const [input, value] of Object.entries(inputs)) {
      const target = `${node}.${input}`;
      const own = inputOf(one, target);
      if (readEach(value) && !named.has(target) && own !== undefined) values[target] = own;
    }
  return values;
}

/** @param target written `node.input`. */
function inputOf({ nodes }: Workflow, target: string): unknown {
  const { node, input } = readTarget(target);
  return Object.hasOwn(nodes, node) ? nodes[node]?.inputs?.[input] : undefined;
}
