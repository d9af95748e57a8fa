/** The rows of a box: outputs, linked inputs, then the values written in the workflow. */
import { SUBGRAPH_PREFIX } from '../../graph/flatten/subgraph-type.ts';
import { type LinkSource, readLink } from '../../graph/graph.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import { inputsOfType } from '../inputs-of.ts';
import type { Workflow, WorkflowNode } from '../schema.ts';

export interface Row {
  /** An output, a linked input, or a value written in the workflow. */
  readonly side: 'in' | 'out' | 'value';
  readonly name: string;
  readonly label: string;
  readonly value?: string;
}

export function rowsOf(workflow: Workflow, registry: NodeRegistry, node: WorkflowNode): Row[] {
  const definitions = inputsOfType(workflow, registry, node.type) ?? {};
  const given = Object.entries(node.inputs ?? {}).map(([name, value]): Row => {
    const label = definitions[name]?.title ?? name;
    const isLinked = linksIn(value).length > 0;
    return isLinked ? { side: 'in', name, label } : { side: 'value', name, label, value: textOf(value) };
  });
  return [
    ...outputsOf(workflow, registry, node),
    ...given.filter(({ side }) => side === 'in'),
    ...given.filter(({ side }) => side === 'value'),
  ];
}

function outputsOf(workflow: Workflow, registry: NodeRegistry, { type }: WorkflowNode): Row[] {
  const definition = registry.get(type);
  const subgraph = workflow.subgraphs?.[type.replace(SUBGRAPH_PREFIX, '')];
  const outputs = definition?.outputs ?? {};
  const names = Object.keys(definition ? outputs : (subgraph?.outputs ?? {}));
  return names.map((name) => ({ side: 'out', name, label: outputs[name]?.title ?? name }));
}

/** The links of an input: none for a literal, several for an input that takes a list. */
export function linksIn(value: unknown): readonly LinkSource[] {
  return (Array.isArray(value) ? value : [value]).flatMap((each) => readLink(each) ?? []);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
