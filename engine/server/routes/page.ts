/** The editor: a page and its files. They hold no data and need no token. The page exchanges a token for a cookie. */
import { existsSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { extname, join } from 'node:path';
import { negotiate } from '@fastify/accept-negotiator';
import { send } from '@fastify/send';
import type { FastifyReply } from 'fastify';
import type { App } from '../context.ts';
import { HttpError } from '../http/errors.ts';
import type { Invitations } from '../security/invitations.ts';
import { letIn } from '../security/let-in.ts';
import type { SecurityPolicy } from '../security/policy.ts';

const NOT_FOUND = 404;

/** Files with compressed copies beside them: see editor/vite.config.ts. A type of its own for each extension. */
const TEXTS: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
};

/** Extensions of the copies by the name of their encoding, the smallest first. */
const COPIES: Readonly<Record<string, string>> = { br: '.br', gzip: '.gz' };

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
 * Answers with a file of the folder, or with its compressed copy: its type, its validators, and a part of it when the
 * request asks for one.
 * @throws HttpError 404 when it is not there; the error of a request that cannot be met, such as a range outside of it.
 */
async function sendFile(reply: FastifyReply, folder: string, path: string): Promise<FastifyReply> {
  const type = TEXTS[extname(path)];
  const encoding = type === undefined ? undefined : encodingOf(reply.request.raw.headers, join(folder, path));
  const file = await send(reply.request.raw, `/${encodeURI(path)}${encoding ? COPIES[encoding] : ''}`, {
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
    .headers(type === undefined ? {} : { 'content-type': type, 'vary': 'Origin, Accept-Encoding' })
    .headers(encoding ? { 'content-encoding': encoding } : {})
    .send(file.stream);
}

/** The encoding of the copy to send. A part of a file is asked for in bytes of the file itself. */
function encodingOf({ range, ...headers }: IncomingHttpHeaders, path: string): string | undefined {
  if (range !== undefined) return undefined;
  const there = Object.keys(COPIES).filter((encoding) => existsSync(`${path}${COPIES[encoding]}`));
  return negotiate(headers['accept-encoding'] ?? '', there) ?? undefined;
}

/** Parts that do not begin with a dot, joined by slashes. */
function isFile(path: string): boolean {
  return /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/.test(path);
}
