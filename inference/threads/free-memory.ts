/** Gives the memory of large arrays back at once. */
import { MessageChannel } from 'node:worker_threads';

/** Bytes of the smallest array that is worth it. Node's own small buffers share memory, and cannot be freed. */
const LARGE = 2 ** 16;

/** The arrays of bytes in a message of plain data. */
export function arraysIn(message: unknown): Uint8Array[] {
  if (message instanceof Uint8Array) return [message];
  return typeof message === 'object' && message !== null ? Object.values(message).flatMap(arraysIn) : [];
}

/** The buffers of the arrays in a message, to hand over to another thread. */
export function buffersOf(message: unknown): ArrayBuffer[] {
  return [...new Set(arraysIn(message).map(({ buffer }) => buffer as ArrayBuffer))];
}

/**
 * Frees the memory of a message's large arrays, which are empty afterwards. The garbage collector lets up to 64 MiB of
 * them wait in each thread (`kExternalAllocationSoftLimit` of V8).
 * @param message owns its arrays: nobody else reads them.
 */
export function freeMemory(message: unknown): void {
  const buffers = buffersOf(message).filter(({ byteLength }) => byteLength >= LARGE);
  if (buffers.length === 0) return;
  // Handed over to a port that closes.
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(undefined, buffers);
  port1.close();
  port2.close();
}
