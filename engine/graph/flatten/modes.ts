/**
 * Removes muted nodes with everything that needs them, and bypassed nodes: a link to an output of a bypassed node is
 * replaced by the node's first input of the same type.
 */
import type { NodeDefinition } from '../define.ts';
import { type GraphNode, type Link, readLink } from '../graph.ts';
import { socketOf } from '../input.ts';
import type { NodeRegistry } from '../registry.ts';
import { canConnect } from '../socket.ts';
import { type FlatNode, type FlatNodes, mapLinks, some } from './flat-node.ts';

export function applyModes(nodes: ReadonlyMap<string, GraphNode>, registry: NodeRegistry): FlatNodes {
  if (!some(nodes, ({ mode }) => mode !== undefined)) return nodes;
  const gone = new Set<string>();
  for (const [id, { mode }] of nodes) if (mode === 'mute') gone.add(id);

  const kept = new Map<string, FlatNode>();
  for (const [id, { mode, inputs = {}, ...node }] of nodes)
    if (mode !== 'bypass') kept.set(id, { ...node, inputs: mapLinks(inputs, (from) => around(from, nodes, registry)) });
  muteDependants(kept, gone, nodes, registry);
  for (const id of gone) kept.delete(id);

  const unlessGone = (from: Link): unknown => (gone.has(readLink(from)?.node ?? '') ? undefined : from);
  for (const [id, node] of kept) kept.set(id, { ...node, inputs: mapLinks(node.inputs ?? {}, unlessGone) });
  return kept;
}

/**
 * Follows a link through bypassed nodes.
 * @returns a link or a literal; undefined when a bypassed node has nothing to pass on.
 * @param passed ids of the bypassed nodes on the way, to stop at a ring.
 */
function around(
  from: Link,
  nodes: ReadonlyMap<string, GraphNode>,
  registry: NodeRegistry,
  passed: readonly string[] = [],
): unknown {
  const source = readLink(from);
  const node = source && nodes.get(source.node);
  if (!node || node.mode !== 'bypass' || passed.includes(source.node)) return from;
  const value = passedOn(node, source.output, registry.get(node.type));
  return readLink(value) ? around(value as Link, nodes, registry, [...passed, source.node]) : value;
}

/** The value of the first input that has one and fits the type of an output. */
function passedOn(node: GraphNode, output: string, definition: NodeDefinition | undefined): unknown {
  const type = definition?.outputs[output]?.socket.name;
  if (!definition || type === undefined) return undefined;
  for (const [name, declared] of Object.entries(definition.inputs)) {
    const value = node.inputs?.[name];
    if (value !== undefined && canConnect(socketOf(declared), type)) return value;
  }
  return undefined;
}

/** Adds to `gone` every node that needs a node of `gone`, or a bypassed node that has nothing to pass on. */
function muteDependants(
  kept: ReadonlyMap<string, FlatNode>,
  gone: Set<string>,
  before: ReadonlyMap<string, GraphNode>,
  registry: NodeRegistry,
): void {
  const isLost = (id: string, { type, inputs = {} }: FlatNode): boolean =>
    Object.entries(registry.get(type)?.inputs ?? {}).some(([name, { optional }]) => {
      if (optional) return false;
      const source = readLink(inputs[name]);
      if (source) return gone.has(source.node);
      const hadLink = readLink(before.get(id)?.inputs?.[name]) !== undefined;
      return inputs[name] === undefined && hadLink;
    });
  for (let size = -1; size !== gone.size;) {
    size = gone.size;
    for (const [id, node] of kept) if (!gone.has(id) && isLost(id, node)) gone.add(id);
  }
}
