/** The editor: a page and its files. They hold no data and need no token. */
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { App } from '../context.ts';
import { HttpError } from '../http/errors.ts';

/** @param folder of the built editor. It may be built while the server is running. */
export async function pageRoutes(app: App, folder: string): Promise<void> {
  // The name of an asset changes with its content, so browsers may keep it for ever.
  const assets = join(folder, 'assets') + sep;
  await app.register(fastifyStatic, {
    serve: false,
    root: folder,
    index: false,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (reply, path) =>
      void reply.header('cache-control', path.startsWith(assets) ? 'public, max-age=31536000, immutable' : 'no-cache'),
  });

  app.get('/', { config: { access: 'page' }, schema: { hide: true } }, async (_request, reply) => {
    if (existsSync(join(folder, 'index.html'))) return reply.sendFile('index.html');
    return reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send('The editor is not built yet: run "npm run editor" in the folder of Inkloom, then load this page again.\n');
  });

  app.get('/assets/*', { config: { access: 'page' }, schema: { hide: true } }, async (request, reply) => {
    const path = `assets/${(request.params as { '*': string })['*']}`;
    if (!isFile(path)) throw new HttpError(404, 'not-found', 'The editor has no such file.');
    return reply.sendFile(path);
  });

  app.get('/:file', { config: { access: 'page' }, schema: { hide: true } }, async (request, reply) => {
    const { file } = request.params as { file: string };
    if (!isFile(file) || !existsSync(join(folder, file)))
      throw new HttpError(404, 'not-found', `There is nothing at /${file}. All addresses: GET /api/openapi.json`);
    return reply.sendFile(file);
  });
}

/** Parts that do not begin with a dot, joined by slashes. */
function isFile(path: string): boolean {
  return /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/.test(path);
}
