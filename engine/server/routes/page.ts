/** The editor: a page and its files. They hold no data and need no token. The page exchanges a token for a cookie. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { send } from '@fastify/send';
import type { FastifyReply } from 'fastify';
import type { App } from '../context.ts';
import { HttpError } from '../http/errors.ts';
import type { Invitations } from '../security/invitations.ts';
import { letIn } from '../security/let-in.ts';
import type { SecurityPolicy } from '../security/policy.ts';

const NOT_FOUND = 404;

/** @param folder of the built editor. It may be built while the server is running. */
export async function pageRoutes(
  app: App,
  folder: string,
  policy: SecurityPolicy,
  invitations: Invitations,
): Promise<void> {
  app.get('/', { config: { access: 'page' }, schema: { hide: true } }, async (request, reply) => {
    const entry = letIn(policy, invitations, request.raw);
    if (entry) return reply.headers(entry).code(303).send();
    if (existsSync(join(folder, 'index.html'))) return sendFile(reply, folder, 'index.html');
    return reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send('The editor is not built yet: run "npm run editor" in the folder of Inkloom, then load this page again.\n');
  });

  app.get('/assets/*', { config: { access: 'page' }, schema: { hide: true } }, async (request, reply) => {
    const path = `assets/${(request.params as { '*': string })['*']}`;
    if (!isFile(path)) throw new HttpError(404, 'not-found', 'The editor has no such file.');
    return sendFile(reply, folder, path);
  });

  app.get('/:file', { config: { access: 'page' }, schema: { hide: true } }, async (request, reply) => {
    const { file } = request.params as { file: string };
    if (!isFile(file) || !existsSync(join(folder, file)))
      throw new HttpError(404, 'not-found', `There is nothing at /${file}. All addresses: GET /api/openapi.json`);
    return sendFile(reply, folder, file);
  });
}

/**
 * Answers with a file of the folder: its type, its validators, and a part of it when the request asks for one.
 * @throws HttpError 404 when it is not there; the error of a request that cannot be met, such as a range outside of it.
 */
async function sendFile(reply: FastifyReply, folder: string, path: string): Promise<FastifyReply> {
  const file = await send(reply.request.raw, `/${encodeURI(path)}`, {
    root: folder,
    index: false,
    dotfiles: 'ignore',
    cacheControl: false,
  });
  if (file.type === 'directory' || file.statusCode === NOT_FOUND)
    throw new HttpError(NOT_FOUND, 'not-found', 'The editor has no such file.');
  if (file.type === 'error') throw file.metadata.error;
  // The name of an asset changes with its content, so browsers may keep it for ever.
  const keep = path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  return reply
    .code(file.statusCode)
    .headers({ ...file.headers, 'cache-control': keep })
    .send(file.stream);
}

/** Parts that do not begin with a dot, joined by slashes. */
function isFile(path: string): boolean {
  return /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/.test(path);
}
