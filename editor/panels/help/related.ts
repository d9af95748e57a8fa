/** Nodes that a node works with, by the types of its sockets. */
import { canConnect, type CatalogueNode } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../../document/graph/catalogue.ts';

/** At most so many are named. */
const FEW = 6;
/** Nodes that give and take everything. */
export const PLUMBING: ReadonlySet<string> = new Set(['reroute', 'switch', 'foreign-node']);

/** Nodes with an output that fits an input of this type of socket. */
export function givers(types: NodeTypes, socket: string, except: string): readonly CatalogueNode[] {
  const gives = ({ outputs }: CatalogueNode): boolean =>
    Object.values(outputs).some((output) => canConnect(output.socket.name, socket));
  return others(types, except).filter(gives).slice(0, FEW);
}

/** Nodes with an input that an output of this type of socket fits. */
export function takers(types: NodeTypes, socket: string, except: string): readonly CatalogueNode[] {
  const takes = ({ inputs }: CatalogueNode): boolean =>
    Object.values(inputs).some((input) => input.kind === 'socket' && canConnect(socket, input.socket.name));
  return others(types, except).filter(takes).slice(0, FEW);
}

function others(types: NodeTypes, except: string): readonly CatalogueNode[] {
  return [...types.values()].filter(({ type }) => type !== except && !PLUMBING.has(type));
}
