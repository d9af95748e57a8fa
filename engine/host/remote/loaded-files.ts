/** The files that a workflow loads, by the names in it. */
import { type Each, readEach } from '../../graph/graph.ts';
import type { InputMap } from '../../graph/input.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import { inputsOfType } from '../../workflow/inputs-of.ts';
import type { Workflow, WorkflowNode } from '../../workflow/schema.ts';

type Rename = (name: string) => string;
type Json = NonNullable<WorkflowNode['inputs']>[string];

/** Every name, once; those of all values of a list, and those in subgraphs. */
export function loadedFiles(workflow: Workflow, registry: NodeRegistry): string[] {
  const names = new Set<string>();
  renameFiles(workflow, registry, (name) => {
    names.add(name);
    return name;
  });
  return [...names];
}

/** The workflow with other names of its files. */
export function renameFiles(workflow: Workflow, registry: NodeRegistry, rename: Rename): Workflow {
  const inputsOf = (type: string): InputMap => inputsOfType(workflow, registry, type) ?? {};
  const nodesOf = (nodes: Workflow['nodes']): Workflow['nodes'] =>
    mapped(nodes, (node) => ({
      ...node,
      ...(node.inputs ? { inputs: inputsRenamed(node.inputs, inputsOf(node.type), rename) } : {}),
    }));
  const { nodes, subgraphs } = workflow;
  return {
    ...workflow,
    nodes: nodesOf(nodes),
    ...(subgraphs
      ? {
          subgraphs: mapped(subgraphs, (subgraph, name) => {
            const definitions = inputsOf(`subgraph/${name}`);
            const defaults = mapped(subgraph.inputs ?? {}, (input, key) =>
              definitions[key]?.kind === 'file' && input.default !== undefined
                ? { ...input, default: renamed(input.default, rename) }
                : input,
            );
            return { ...subgraph, nodes: nodesOf(subgraph.nodes), ...(subgraph.inputs ? { inputs: defaults } : {}) };
          }),
        }
      : {}),
  };
}

function inputsRenamed(
  inputs: NonNullable<WorkflowNode['inputs']>,
  definitions: InputMap,
  rename: Rename,
): NonNullable<WorkflowNode['inputs']> {
  return mapped(inputs, (value, name) => (definitions[name]?.kind === 'file' ? renamed(value, rename) : value));
}

/** A name, or a list of names. A link is as it was. */
function renamed(value: Json, rename: Rename): Json {
  if (typeof value === 'string') return rename(value);
  const list: Each | undefined = readEach(value);
  if (!list) return value;
  const each = list.each.map((one) => (typeof one === 'string' ? rename(one) : one));
  return { ...(value as object), each } as Json;
}

function mapped<T, U>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
