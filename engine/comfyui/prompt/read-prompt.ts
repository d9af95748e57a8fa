/**
 * The form of a workflow that ComfyUI's server runs: nodes by id, inputs by name, links written [id, slot], and lists
 * that are values wrapped in `__value__`. Source: ComfyUI, comfy_execution/graph_utils.py (is_link).
 */
import { z } from 'zod';
import { WorkflowError } from '../../workflow/workflow-error.ts';
import { fewProblems } from '../problems.ts';
import type { TheirInput, TheirNode, TheirWorkflow } from '../graph.ts';

const promptSchema = z.record(
  z.string(),
  z.looseObject({
    class_type: z.string(),
    inputs: z.record(z.string(), z.unknown()).nullish(),
    _meta: z
      .looseObject({ title: z.string().optional().catch(undefined) })
      .optional()
      .catch(undefined),
  }),
);

/** @throws WorkflowError naming the node and the field that is wrong. */
export function readPrompt(json: unknown, where: string): TheirWorkflow {
  const parsed = promptSchema.safeParse(json);
  if (!parsed.success) {
    throw new WorkflowError(
      where,
      fewProblems(
        parsed.error.issues,
        ({ path: [id, ...rest], message }) => `${[`node ${String(id)}`, ...rest.map(String)].join(', ')}: ${message}`,
      ),
    );
  }
  const nodes = Object.entries(parsed.data).map(([id, node]): [string, TheirNode] => [
    id,
    {
      id,
      class: node.class_type,
      ...(node['_meta']?.title === undefined ? {} : { title: node['_meta'].title }),
      inputs: new Map(Object.entries(node.inputs ?? {}).map(([name, value]) => [name, readInput(value)])),
      outputs: [],
      raw: node,
    },
  ]);
  return { nodes: new Map(nodes), groups: [], notes: [], subgraphOf: () => undefined };
}

function readInput(value: unknown): TheirInput {
  if (isLink(value)) return { kind: 'link', from: { node: value[0], slot: Math.trunc(value[1]) } };
  const wrapped = typeof value === 'object' && value !== null && '__value__' in value ? value['__value__'] : value;
  return { kind: 'value', value: wrapped };
}

/** A list of a text and a number. */
export function isLink(value: unknown): value is readonly [id: string, slot: number] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  return typeof value[0] === 'string' && typeof value[1] === 'number';
}
