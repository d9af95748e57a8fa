/** Messages between the main thread and the pixel thread, and how pixels get across without a long copy. */
import { setImmediate } from 'node:timers/promises';
import type { PixelOperation } from './operations.ts';

export interface PixelQuestion {
  readonly id: number;
  readonly operation: PixelOperation;
  /** Its arrays are in shared memory. */
  readonly request: unknown;
}

export type PixelAnswer =
  | { readonly id: number; readonly reply: unknown }
  | { readonly id: number; readonly error: { readonly name: string; readonly message: string } };

/** Bytes copied between two turns of the event loop: about 1 ms. */
const COPIED_AT_ONCE = 4 * 2 ** 20;

/** Bytes of the pixels in a request: arrays of its fields, one level deep. */
export function pixelBytes(request: object): number {
  let bytes = 0;
  for (const value of Object.values(request) as unknown[]) if (holdsPixels(value)) bytes += value.data.length;
  return bytes;
}

/** The request with its pixels in shared memory. The event loop goes on while they are copied. */
export async function withSharedPixels(request: object): Promise<object> {
  const shared: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(request) as [string, unknown][])
    shared[name] = holdsPixels(value) ? { ...value, data: await sharedCopy(value.data) } : value;
  return shared;
}

async function sharedCopy(data: Uint8Array): Promise<Uint8Array> {
  const copy = new Uint8Array(new SharedArrayBuffer(data.length));
  for (let at = 0; at < data.length; at += COPIED_AT_ONCE) {
    copy.set(data.subarray(at, at + COPIED_AT_ONCE), at);
    await setImmediate();
  }
  return copy;
}

/** The reply with pixels that can be handed over, and the buffers to hand over. */
export function withOwnPixels(reply: unknown): { readonly reply: unknown; readonly buffers: readonly ArrayBuffer[] } {
  if (!holdsPixels(reply)) return { reply, buffers: [] };
  const { buffer } = reply.data;
  const data = buffer instanceof ArrayBuffer ? new Uint8Array(buffer) : new Uint8Array(reply.data);
  return { reply: { ...reply, data }, buffers: [data.buffer] };
}

function holdsPixels(value: unknown): value is { readonly data: Uint8Array } {
  return typeof value === 'object' && value !== null && (value as { data?: unknown }).data instanceof Uint8Array;
}
