/**
 * Takes muted nodes out, with everything that cannot do without them, and leads links around bypassed ones: each output is
 * replaced by the first input of the same type.
 */
import { type GraphNode, type Link, readLink } from '../graph.ts';
import { socketOf } from '../input.ts';
import type { NodeRegistry } from '../registry.ts';
import { canConnect } from '../socket.ts';
import { type FlatNode, type FlatNodes, mapLinks, some } from './flat-node.ts';

export function applyModes(nodes: ReadonlyMap<string, GraphNode>, registry: NodeRegistry): FlatNodes {
  if (!some(nodes, ({ mode }) => mode !== undefined)) return nodes;
  const gone = new Set([...nodes].flatMap(([id, { mode }]) => (mode === 'mute' ? [id] : [])));
  const around = (from: Link, passed: readonly string[] = []): unknown => {
    const source = readLink(from);
    const node = source && nodes.get(source.node);
    if (!node || node.mode !== 'bypass' || passed.includes(source.node)) return from;
    const definition = registry.get(node.type);
    const type = definition?.outputs[source.output]?.socket.name;
    const input = Object.entries(definition?.inputs ?? {}).find(
      ([name, declared]) =>
        type !== undefined && node.inputs?.[name] !== undefined && canConnect(socketOf(declared), type),
    );
    const value = input && node.inputs?.[input[0]];
    return readLink(value) ? around(value as Link, [...passed, source.node]) : value;
  };
  const kept = new Map<string, FlatNode>();
  for (const [id, { mode, inputs = {}, ...node }] of nodes)
    if (mode !== 'bypass') kept.set(id, { ...node, inputs: mapLinks(inputs, (from) => around(from)) });
  muteDependants(kept, gone, nodes, registry);
  for (const id of gone) kept.delete(id);
  const leadsNowhere = (from: Link): unknown => (gone.has(readLink(from)?.node ?? '') ? undefined : from);
  for (const [id, node] of kept) kept.set(id, { ...node, inputs: mapLinks(node.inputs ?? {}, leadsNowhere) });
  return kept;
}

/** Adds to `gone` whatever needs a node that is gone, or a bypassed one that had nothing to pass on, until nothing more does. */
function muteDependants(
  kept: ReadonlyMap<string, FlatNode>,
  gone: Set<string>,
  before: ReadonlyMap<string, GraphNode>,
  registry: NodeRegistry,
): void {
  for (let grown = true; grown;) {
    grown = false;
    for (const [id, { type, inputs = {} }] of kept) {
      if (gone.has(id)) continue;
      const lost = Object.entries(registry.get(type)?.inputs ?? {}).some(([name, { optional }]) => {
        if (optional) return false;
        const source = readLink(inputs[name]);
        return source
          ? gone.has(source.node)
          : inputs[name] === undefined && readLink(before.get(id)?.inputs?.[name]) !== undefined;
      });
      if (lost) gone.add(id);
      grown ||= lost;
    }
  }
}
