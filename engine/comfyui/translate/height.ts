/** The height of a node of ours on the canvas, near enough to keep nodes apart. */
import { readLink } from '../../graph/graph.ts';
import type { InputDefinition } from '../../graph/input.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import type { WorkflowNode } from '../../workflow/schema.ts';

/** In pixels, as `editor/document/layout/geometry.ts` has them. */
const [HEADER, ROW, TEXT, FILE, AROUND] = [34, 28, 132, 150, 38];

/** Of a node without a width of its own. */
export const WIDTH = 260;

/** @param outputs of an instance of a subgraph. */
export function heightOf(node: WorkflowNode, registry: NodeRegistry, outputs: number): number {
  const definition = registry.get(node.type);
  const given = Object.entries(node.inputs ?? {});
  if (!definition) return HEADER + AROUND + ROW * (given.length + outputs);
  const rows = Object.entries(definition.inputs).map(([name, input]) => {
    const isLinked = readLink(node.inputs?.[name]) !== undefined;
    return isLinked ? ROW : rowOf(input);
  });
  const all = rows.reduce((sum, row) => sum + row, 0);
  return HEADER + AROUND + ROW * Object.keys(definition.outputs).length + all;
}

function rowOf(input: InputDefinition): number {
  if (input.kind === 'text' && input.multiline) return TEXT;
  return input.kind === 'file' ? FILE : ROW;
}
