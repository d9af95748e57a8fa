/** Messages between the main thread and the pixel thread, and how pixels get across without a long copy. */
import { setImmediate } from 'node:timers/promises';
import type { PixelOperation } from './operations.ts';

export interface PixelQuestion {
  readonly id: number;
  readonly operation: PixelOperation;
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

/**
 * A copy of the request, and the buffers of its pixels to hand over. The event loop goes on while they are copied, and
 * nothing of the copy stays on this side.
 */
export async function withCopiedPixels(
  request: object,
): Promise<{ readonly copy: object; readonly buffers: readonly ArrayBuffer[] }> {
  const copy: Record<string, unknown> = {};
  const buffers: ArrayBuffer[] = [];
  for (const [name, value] of Object.entries(request) as [string, unknown][]) {
    if (holdsPixels(value)) {
      const data = await copyOf(value.data);
      buffers.push(data.buffer);
      copy[name] = { ...value, data };
    } else copy[name] = value;
  }
  return { copy, buffers };
}

async function copyOf(data: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const copy = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += COPIED_AT_ONCE) {
    copy.set(data.subarray(at, at + COPIED_AT_ONCE), at);
    await setImmediate();
  }
  return copy;
}

/** The buffers of a reply's pixels, to hand over. */
export function buffersOf(reply: unknown): ArrayBuffer[] {
  return holdsPixels(reply) ? [reply.data.buffer] : [];
}

function holdsPixels(value: unknown): value is { readonly data: Uint8Array<ArrayBuffer> } {
  return typeof value === 'object' && value !== null && (value as { data?: unknown }).data instanceof Uint8Array;
}
