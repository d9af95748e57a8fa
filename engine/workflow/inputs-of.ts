/** The inputs a node of a workflow takes, also when the node is an instance of a subgraph. */
import { MAX_NESTING } from '../graph/flatten/budget.ts';
import { SUBGRAPH_PREFIX } from '../graph/flatten/subgraph-type.ts';
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
 * @returns undefined for an unknown type.
 */
export function inputsOfType(workflow: Workflow, registry: NodeRegistry, type: string): InputMap | undefined {
  if (!type.startsWith(SUBGRAPH_PREFIX)) return registry.get(type)?.inputs;
  const subgraph = subgraphOf(workflow, type);
  if (!subgraph) return undefined;
  const inputs = Object.keys(subgraph.inputs ?? {}).flatMap((input) => {
    const definition = inputOfSubgraph(workflow, registry, subgraph, input, [type]);
    return definition ? [[input, definition] as const] : [];
  });
  return Object.fromEntries(inputs);
}

/**
 * One input of a subgraph. Only the input that reads it is looked up inside, so the work grows with the levels and not
 * with a power of them.
 * @param path types of the subgraph and of those it is inside of.
 */
function inputOfSubgraph(
  workflow: Workflow,
  registry: NodeRegistry,
  subgraph: Subgraph,
  input: string,
  path: readonly string[],
): InputDefinition | undefined {
  const reader = firstReader(subgraph, input);
  if (!reader) return undefined;
  const value = subgraph.inputs?.[input]?.default;
  if (!reader.type.startsWith(SUBGRAPH_PREFIX)) {
    const definition = registry.get(reader.type)?.inputs[reader.input];
    return definition && withDefault(definition, value);
  }
  const inner = subgraphOf(workflow, reader.type);
  if (!inner || path.includes(reader.type) || path.length >= MAX_NESTING || !inner.inputs?.[reader.input])
    return undefined;
  const definition = inputOfSubgraph(workflow, registry, inner, reader.input, [...path, reader.type]);
  return definition && withDefault(definition, value);
}

function subgraphOf(workflow: Workflow, type: string): Subgraph | undefined {
  const name = type.slice(SUBGRAPH_PREFIX.length);
  return Object.hasOwn(workflow.subgraphs ?? {}, name) ? workflow.subgraphs?.[name] : undefined;
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
