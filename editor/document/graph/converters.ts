/** Node types that turn one socket type into another. */
import { socketOf } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from './catalogue.ts';

const converters = new WeakMap<NodeTypes, Map<string, string | undefined>>();

/** The only node type that takes `given`, gives `asked` and needs no `asked`; undefined for none or several. */
export function converterBetween(types: NodeTypes, given: string, asked: string): string | undefined {
  const known = converters.get(types) ?? new Map<string, string | undefined>();
  converters.set(types, known);
  const key = `${given} ${asked}`;
  if (!known.has(key)) known.set(key, findConverter(types, given, asked));
  return known.get(key);
}

function findConverter(types: NodeTypes, given: string, asked: string): string | undefined {
  const found = [...types.values()].filter(({ inputs, outputs }) => {
    const sockets = Object.values(inputs).filter(({ kind }) => kind === 'socket');
    const taken = sockets.map(socketOf);
    const required = sockets.filter((socket) => !('optional' in socket && socket.optional)).map(socketOf);
    const givesAsked = Object.values(outputs).some(({ socket }) => socket.name === asked);
    return givesAsked && taken.includes(given) && !required.includes(asked);
  });
  return found.length === 1 ? found[0]?.type : undefined;
}
