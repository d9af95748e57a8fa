/** Our nodes that only hold a value, in the input `value`. */
import { BOOLEAN, FLOAT, INT, STRING } from '../../graph/socket.ts';

/** By the socket type of the value. */
const HOLDERS: Readonly<Record<string, string>> = {
  [INT.name]: 'whole-number',
  [FLOAT.name]: 'number',
  [STRING.name]: 'text',
  [BOOLEAN.name]: 'boolean',
};

/** @returns undefined for a type of values that cannot be written down. */
export function holderOf(socket: string | undefined): string | undefined {
  return socket === undefined ? undefined : HOLDERS[socket];
}

export function isHolder(type: string): boolean {
  return Object.values(HOLDERS).includes(type);
}

/** The socket type of a literal; undefined for a link, a list and an object. */
export function literalSocket(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? INT.name : FLOAT.name;
  if (typeof value === 'string') return STRING.name;
  return typeof value === 'boolean' ? BOOLEAN.name : undefined;
}
