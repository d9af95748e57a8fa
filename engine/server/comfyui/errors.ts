/** Errors as ComfyUI's clients read them: always JSON, with a message. */
import type { FastifyReply } from 'fastify';
import type { NodeErrors, PromptError } from '../../comfyui/prompts.ts';
import type { HttpError } from '../http/errors.ts';

/** @param details default: none. */
export function promptError(type: string, message: string, details = ''): PromptError {
  return { type, message, details, extra_info: {} };
}

export function sendPromptError(reply: FastifyReply, error: PromptError, nodeErrors: NodeErrors = {}): FastifyReply {
  return reply.code(400).send({ error, node_errors: nodeErrors });
}

export function sendError(reply: FastifyReply, { status, code, message, headers }: HttpError): FastifyReply {
  return reply
    .code(status)
    .headers({ ...headers, 'content-type': 'application/json; charset=utf-8' })
    .send({ error: promptError(code, message), node_errors: {} });
}
