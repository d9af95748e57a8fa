/** The editor: a page and its files. They hold no data and need no token. The page exchanges a token for a cookie. */
import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { send } from '@fastify/send';
import type { FastifyReply } from 'fastify';
import type { App } from '../context.ts';
import { HttpError } from '../http/errors.ts';
import { pageCookie } from '../security/cookie.ts';
import { isEqual } from '../security/is-equal.ts';
import type { SecurityPolicy } from '../security/policy.ts';

const NOT_FOUND = 404;

/** @param folder of the built editor. It may be built while the server is running. */
export async function pageRoutes(app: App, folder: string, policy: SecurityPolicy): Promise<void> {
  app.get('/', { config: { access: 'page' }, schema: { hide: true } }, async (request, reply) => {
    const entry = exchangeToken(policy, request.raw);
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

/**
 * The answer to a page whose address holds a token: the same address without it, and the cookie if the token is right.
 * The page itself is never loaded at the address with the token, which its requests would repeat in `Referer`.
 */
function exchangeToken(policy: SecurityPolicy, request: IncomingMessage): Record<string, string> | undefined {
  const query = new URLSearchParams(request.url?.split('?').slice(1).join('?'));
  const given = query.get('token');
  if (given === null) return undefined;
  query.delete('token');
  const { token } = policy;
  const isRight = token !== undefined && isEqual(given, token);
  if (token !== undefined && !isRight) query.set('refused', 'token');
  return {
    'location': query.size === 0 ? '/' : `/?${query.toString()}`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    ...(isRight ? { 'set-cookie': pageCookie(token, policy.origins, request) } : {}),
  };
}

/** Parts that do not begin with a dot, joined by slashes. */
function isFile(path: string): boolean {
  return /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/.test(path);
}
