/**
 * Removes muted nodes with everything that needs them, and bypassed nodes: a link to an output of a bypassed node is
 * replaced by the value of an input of the same type.
 */
import { type GraphNode, type Link, readLink } from '../graph.ts';
import { aroundBypassed } from './bypass.ts';
import { type FlatNode, type FlatNodes, linksOf, mapLinks, some } from './flat-node.ts';
import type { SignatureOf } from './signature.ts';

/** Why a node is left out: the node that cut it off, which may be itself, and the mode of that node. */
export interface Cut {
  /** Of the node that is left out. */
  readonly type: string;
  readonly by: string;
  readonly why: 'mute' | 'bypass';
}

export interface WithoutModes {
  readonly nodes: FlatNodes;
  /** Nodes that are left out, by id. */
  readonly cuts: ReadonlyMap<string, Cut>;
}

const NO_CUTS: ReadonlyMap<string, Cut> = new Map();

export function applyModes(nodes: ReadonlyMap<string, GraphNode>, signatureOf: SignatureOf): WithoutModes {
  if (!some(nodes, ({ mode }) => mode !== undefined)) return { nodes, cuts: NO_CUTS };
  const cuts = new Map<string, Cut>();
  const kept = new Map<string, FlatNode>();
  const around = aroundBypassed(nodes, signatureOf);
  /** The inputs read around bypassed nodes. Adds a cut when a needed input has nothing left to read. */
  const readAround = (id: string, { type, inputs = {} }: FlatNode): FlatNode['inputs'] => {
    const declared = new Map(signatureOf(type)?.inputs.map((input) => [input.name, input]));
    const stops = new Map<string, string>();
    const changed = mapLinks(inputs, (from, name) => {
      const { values, stop } = around(from);
      if (stop !== undefined) stops.set(name, stop);
      return declared.get(name)?.list && values.length > 1 ? values : values[0];
    });
    for (const [name, stop] of stops)
      if (changed[name] === undefined && declared.get(name)?.optional !== true)
        cuts.set(id, { type, by: stop, why: 'bypass' });
    return changed;
  };
  for (const [id, { mode, ...node }] of nodes) {
    if (mode === undefined) kept.set(id, { ...node, inputs: readAround(id, node) });
    else if (mode === 'mute') cuts.set(id, { type: node.type, by: id, why: 'mute' });
  }
  cutDependants(kept, cuts, signatureOf);
  for (const id of cuts.keys()) kept.delete(id);

  const unlessCut = (from: Link): unknown => (cuts.has(readLink(from)?.node ?? '') ? undefined : from);
  for (const [id, node] of kept) kept.set(id, { ...node, inputs: mapLinks(node.inputs ?? {}, unlessCut) });
  for (const [id, { mode, type }] of nodes) if (mode === 'bypass') cuts.set(id, { type, by: id, why: 'bypass' });
  return { nodes: kept, cuts };
}

/** Adds every node with a needed input that reads nothing but nodes that are cut. */
function cutDependants(kept: FlatNodes, cuts: Map<string, Cut>, signatureOf: SignatureOf): void {
  const cutOf = ({ type, inputs = {} }: FlatNode): Cut | undefined => {
    for (const { name, optional } of signatureOf(type)?.inputs ?? []) {
      const links = optional ? [] : linksOf(inputs[name]);
      const lost = links.map(({ node }) => cuts.get(node));
      const holdsMore = Array.isArray(inputs[name]) && inputs[name].length > links.length;
      if (lost[0] && !holdsMore && lost.every((cut) => cut !== undefined)) return lost[0];
    }
    return undefined;
  };
  const readers = readersOf(kept);
  // A Map visits elements that are added during iteration.
  for (const id of cuts.keys()) {
    for (const reader of readers.get(id) ?? []) {
      const node = kept.get(reader);
      const cut = node && !cuts.has(reader) ? cutOf(node) : undefined;
      if (node && cut) cuts.set(reader, { ...cut, type: node.type });
    }
  }
}

/** Ids of the nodes that read a node, by its id. */
function readersOf(nodes: FlatNodes): ReadonlyMap<string, readonly string[]> {
  const readers = new Map<string, string[]>();
  for (const [id, { inputs = {} }] of nodes) {
    for (const { node } of Object.values(inputs).flatMap(linksOf)) {
      const known = readers.get(node);
      if (known) known.push(id);
      else readers.set(node, [id]);
    }
  }
  return readers;
}
