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
  const follow = (from: Link, passed: readonly string[] = []): unknown => {
    const source = readLink(from);
    const node = source && nodes.get(source.node);
    if (!node || !isReroute(node) || passed.includes(source.node)) return from;
    const value = node.inputs?.['value'];
    return readLink(value) ? follow(value as Link, [...passed, source.node]) : (value ?? from);
  };
  const leadsToReroute = (id: string): boolean => {
    const source = readLink(follow(link(id, 'value')));
    const node = source && nodes.get(source.node);
    return node !== undefined && isReroute(node);
  };
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
