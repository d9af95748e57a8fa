/** The inputs a node of a workflow takes, also when the node is an instance of a subgraph. */
import { SUBGRAPH_PREFIX } from '../graph/flatten/subgraphs.ts';
import { readLink } from '../graph/graph.ts';
import type { InputDefinition, InputMap } from '../graph/input.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import type { Workflow } from './schema.ts';

type Subgraph = NonNullable<Workflow['subgraphs']>[string];

/** An input of a node inside a subgraph. */
interface Reader {
  readonly type: string;
  readonly input: string;
}

/**
 * The inputs of a node type. An input of a subgraph is defined by the first node inside that reads it, with the default
 * of the subgraph. An input that no node reads is left out.
 * @param path names of the subgraphs this one is inside of.
 * @returns undefined for an unknown type, and for a subgraph that contains itself.
 */
export function inputsOfType(
  workflow: Workflow,
  registry: NodeRegistry,
  type: string,
  path: readonly string[] = [],
): InputMap | undefined {
  if (!type.startsWith(SUBGRAPH_PREFIX)) return registry.get(type)?.inputs;
  const name = type.slice(SUBGRAPH_PREFIX.length);
  const subgraph = Object.hasOwn(workflow.subgraphs ?? {}, name) ? workflow.subgraphs?.[name] : undefined;
  if (!subgraph || path.includes(name)) return undefined;
  const inputs = Object.entries(subgraph.inputs ?? {}).flatMap(([input, { default: value }]) => {
    const reader = firstReader(subgraph, input);
    const definition = reader && inputsOfType(workflow, registry, reader.type, [...path, name])?.[reader.input];
    return definition ? [[input, withDefault(definition, value)] as const] : [];
  });
  return Object.fromEntries(inputs);
}

/** The first input inside that is linked to an input of the subgraph. */
function firstReader({ nodes }: Subgraph, name: string): Reader | undefined {
  for (const { type, inputs = {} } of Object.values(nodes)) {
    for (const [input, value] of Object.entries(inputs)) {
      const link = readLink(value);
      if (link?.node === '$inputs' && link.output === name) return { type, input };
    }
  }
  return undefined;
}

/** The graph check finds out later whether the default has the right kind. */
function withDefault(definition: InputDefinition, value: unknown): InputDefinition {
  return value === undefined ? definition : ({ ...definition, default: value } as InputDefinition);
}
