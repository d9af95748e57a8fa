/** Reroutes: bends in a wire. They are gone before anything is checked or keyed. */
import { defineNode } from '../define.ts';
import { type Link, readLink } from '../graph.ts';
import { ANY } from '../socket.ts';
import { type FlatNodes, mapLinks, some } from './flat-node.ts';

/** Takes anything and gives it on. */
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
  if (!some(nodes, ({ type }) => type === reroute.type)) return nodes;
  const follow = (from: Link, passed: readonly string[] = []): unknown => {
    const source = readLink(from);
    const node = source && nodes.get(source.node);
    if (!node || node.type !== reroute.type || passed.includes(source.node)) return from;
    const value = node.inputs?.['value'];
    return readLink(value) ? follow(value as Link, [...passed, source.node]) : (value ?? from);
  };
  const kept = [...nodes].filter(([, { type }]) => type !== reroute.type);
  // A ring of reroutes has no value: it stays, and is reported as the cycle it is.
  const rings = [...nodes].filter(
    ([id, { type, inputs }]) =>
      type === reroute.type &&
      readLink(inputs?.['value']) &&
      nodes.get(readLink(follow({ from: `${id}.value` }))?.node ?? '')?.type === reroute.type,
  );
  return new Map(
    [...kept, ...rings].map(([id, node]) => [
      id,
      { ...node, inputs: mapLinks(node.inputs ?? {}, (from) => follow(from)) },
    ]),
  );
}
