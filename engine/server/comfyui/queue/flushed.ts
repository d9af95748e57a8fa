/** When a client has its answer. */
import type { FastifyReply } from 'fastify';

/** Milliseconds in which a client on a busy machine comes to read its answer. */
const MOMENT = 25;

/**
 * Settles when the answer was handed to the system, or the client went away; and a moment later, so that the client
 * reads the answer before messages that follow it over another connection.
 */
export function flushed({ raw }: FastifyReply): Promise<void> {
  return new Promise((resolve) => {
    raw.once('close', () => setTimeout(resolve, MOMENT));
  });
}
