/** Reroutes: bends in a wire. They are removed before anything is checked or gets a key. */
import { defineNode } from '../define.ts';
import { type Link, link, readLink } from '../graph.ts';
import { ANY } from '../socket.ts';
import { type FlatNode, type FlatNodes, mapLinks, some } from './flat-node.ts';

/** Passes any value on. */
export const reroute = defineNode({
  type: 'reroute',
  version: 1,
  title: 'Reroute',
  category: 'wiring',
  description: 'A bend in a wire. Changes nothing.',
  inputs: { value: { kind: 'socket', socket: ANY, title: 'Value' } },
  outputs: { value: { socket: ANY, title: 'Value' } },
  run: ({ value }) => ({ value }),
});

export function removeReroutes(nodes: FlatNodes): FlatNodes {
  if (!some(nodes, isReroute)) return nodes;
  /** The value behind each reroute. A chain is followed once, however many links lead into it. */
  const known = new Map<string, unknown>();
  const follow = (from: Link): unknown => {
    const passed = new Set<string>();
    let at: unknown = from;
    for (let next = rerouteAt(at); next !== undefined && !passed.has(next); next = rerouteAt(at)) {
      if (known.has(next)) {
        at = known.get(next);
        break;
      }
      passed.add(next);
      const value = nodes.get(next)?.inputs?.['value'];
      if (value === undefined) break;
      at = value;
    }
    for (const id of passed) known.set(id, at);
    return at;
  };
  /** Id of the reroute a link leads to; undefined for any other value. */
  const rerouteAt = (value: unknown): string | undefined => {
    const source = readLink(value);
    const node = source && nodes.get(source.node);
    return node && isReroute(node) ? source.node : undefined;
  };
  const leadsToReroute = (id: string): boolean => rerouteAt(follow(link(id, 'value'))) !== undefined;
  const kept = [...nodes].filter(([, node]) => !isReroute(node));
  // A ring of reroutes has no value. It stays, so that it is reported as a cycle.
  for (const [id, node] of nodes)
    if (isReroute(node) && readLink(node.inputs?.['value']) && leadsToReroute(id)) kept.push([id, node]);
  return new Map(
    kept.map(([id, node]) => [id, { ...node, inputs: mapLinks(node.inputs ?? {}, (from) => follow(from)) }]),
  );
}

function isReroute({ type }: FlatNode): boolean {
  return type === reroute.type;
}
