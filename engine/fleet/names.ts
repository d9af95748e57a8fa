/** Names of jobs and queues. BullMQ allows no colon in them, and topics of the relay allow few signs. */
import { createHash } from 'node:crypto';
import { FLEET_PROTOCOL } from './fleet-protocol.ts';

/** Hexadecimal digits of a short name. */
const DIGITS = 32;

/**
 * The id of a run's job. It is the same after a restart of the server, which finds the job by it, and no other server
 * gives it to a run of its own.
 * @param server identifies the data folder of the server.
 */
export function jobId(server: string, run: string): string {
  return `r${short(`${server} ${run}`)}`;
}

/**
 * The queue of the jobs that need a set of models. Workers of another version look into other queues: their results
 * could differ.
 * @param models names, sorted.
 */
export function queueName(version: string, models: readonly string[]): string {
  return `q${FLEET_PROTOCOL}-${short(JSON.stringify([version, models]))}`;
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGITS);
}
