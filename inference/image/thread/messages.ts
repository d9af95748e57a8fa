/** Messages between the main thread and the pixel thread, and how pixels get across. */
import { setImmediate } from 'node:timers/promises';
import { arraysIn } from '../../threads/free-memory.ts';
import type { PartOperation } from './operations.ts';

export interface PixelQuestion {
  readonly id: number;
  readonly operation: PartOperation;
  readonly request: unknown;
}

export type PixelAnswer =
  | { readonly id: number; readonly reply: unknown }
  | { readonly id: number; readonly error: { readonly name: string; readonly message: string } };

/** Bytes copied between two turns of the event loop: about 1 ms. */
const COPIED_AT_ONCE = 4 * 2 ** 20;

/** Bytes of all arrays in a request. */
export function pixelBytes(request: unknown): number {
  let bytes = 0;
  for (const { length } of arraysIn(request)) bytes += length;
  return bytes;
}

/**
 * A copy of plain data, and the buffers of its arrays to hand over, so that nothing of the copy stays on this side. The
 * event loop goes on while large arrays are copied.
 */
export async function withCopiedPixels(
  request: unknown,
): Promise<{ readonly copy: unknown; readonly buffers: readonly ArrayBuffer[] }> {
  const copies = new Map<Uint8Array, Uint8Array<ArrayBuffer>>();
  for (const array of arraysIn(request)) {
    const copy = new Uint8Array(array.length);
    await copyPixels(array, copy);
    copies.set(array, copy);
  }
  return { copy: withArrays(request, copies), buffers: [...copies.values()].map(({ buffer }) => buffer) };
}

/** Copies an array of any size into an equal place of another one, while the event loop goes on. */
export async function copyPixels(from: Uint8Array, to: Uint8Array): Promise<void> {
  for (let at = 0; at < from.length; at += COPIED_AT_ONCE) {
    if (at > 0) await setImmediate();
    to.set(from.subarray(at, at + COPIED_AT_ONCE), at);
  }
}

function withArrays(value: unknown, copies: ReadonlyMap<Uint8Array, Uint8Array>): unknown {
  if (value instanceof Uint8Array) return copies.get(value);
  if (!isObject(value) || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withArrays(field, copies)]));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
