/** What can be given to a node of a workflow, an instance of a subgraph included. */
import { SUBGRAPH_PREFIX } from '../graph/flatten/subgraphs.ts';
import { readLink } from '../graph/graph.ts';
import type { InputDefinition, InputMap } from '../graph/input.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import type { Workflow } from './schema.ts';

/**
 * The inputs of a node type. Those of a subgraph are what the first node inside that reads each one takes there, with the
 * default of the subgraph.
 * @returns undefined for a type that is not known.
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
  const readers = Object.values(subgraph.nodes).flatMap((node) =>
    Object.entries(node.inputs ?? {}).map(([input, value]) => ({ type: node.type, input, link: readLink(value) })),
  );
  const entries = Object.entries(subgraph.inputs ?? {}).flatMap(
    ([input, { default: value }]): [string, InputDefinition][] => {
      const reader = readers.find(({ link }) => link?.node === '$inputs' && link.output === input);
      const definition = reader && inputsOfType(workflow, registry, reader.type, [...path, name])?.[reader.input];
      // Checked with the rest of the graph, whatever kind of value it is.
      return definition
        ? [[input, (value === undefined ? definition : { ...definition, default: value }) as InputDefinition]]
        : [];
    },
  );
  return Object.fromEntries(entries);
}
