/** Errors of version 2 of the interface: a code for programs, and a message. */
import type { FastifyReply } from 'fastify';
import type { HttpError } from '../../http/errors.ts';

/** Codes of the interface, by those of ours or by status. */
const CODES: Readonly<Record<string, string>> = {
  'queue-full': 'queue_full',
  '401': 'unauthorized',
  '403': 'forbidden',
  '404': 'not_found',
  '400': 'invalid_request',
  '413': 'invalid_request',
  '415': 'invalid_request',
};

/** A refusal that ends a request. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export function refuse(reply: FastifyReply, { status, code, message, details }: Refusal): FastifyReply {
  return reply.code(status).send({ error: { code, message, ...(details ? { details } : {}) } });
}

export function sendV2Error(reply: FastifyReply, { status, code, message, headers }: HttpError): FastifyReply {
  reply.headers({ ...headers, 'content-type': 'application/json; charset=utf-8' });
  // What cannot be understood is 422 there.
  const wrong = status === 400 || status === 413 || status === 415;
  const known = CODES[code] ?? CODES[String(status)] ?? 'upstream_error';
  return refuse(reply, { status: wrong ? 422 : status, code: known, message });
}
