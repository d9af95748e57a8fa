/**
 * Socket types: the types of values on links. The engine only compares their names; nodes know the meaning of a value.
 * Every value is plain data (JSON types, bigint, typed arrays, arrays and objects of these), so that the engine can
 * digest, store and restore it without knowing its meaning.
 */

export interface SocketType<T> {
  readonly name: string;
  /** Never set; carries the TypeScript type of the value. */
  readonly value?: T;
}

/**
 * Declares a socket type, for example `socketType<Latent>('latent')`.
 * @param name lower-case words joined by `-`; two types with one name are the same type.
 */
export function socketType<T>(name: string): SocketType<T> {
  return { name };
}

export const INT = socketType<number>('int');
export const FLOAT = socketType<number>('float');
export const STRING = socketType<string>('string');
export const BOOLEAN = socketType<boolean>('boolean');
/** Connects to every type; for reroutes, switches and previews. */
export const ANY = socketType<unknown>('any');

/** Whether an output of type `from` may feed an input of type `to`. An int may feed a float, not the reverse. */
export function canConnect(from: string, to: string): boolean {
  return from === to || from === ANY.name || to === ANY.name || (from === INT.name && to === FLOAT.name);
}
