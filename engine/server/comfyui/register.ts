/**
 * ComfyUI's interface. Every address of version 1 works bare and below `/api`, those of version 2 below `/api/v2`. Its
 * clients send JSON as whatever type, or nothing at all, and read every answer as JSON.
 */
import { join } from 'node:path';
import type { FastifyError } from 'fastify';
import type { App } from '../context.ts';
import { acceptAnythingAsJson } from '../http/json-body.ts';
import { toHttpError } from '../http/to-http-error.ts';
import type { ComfyContext } from './context.ts';
import { sendError } from './errors.ts';
import { historyRoutes } from './routes/history.ts';
import { internalRoutes } from './routes/internal.ts';
import { jobRoutes } from './routes/jobs.ts';
import { modelListRoute, nodeRoutes } from './routes/nodes.ts';
import { pictureRoutes } from './routes/pictures.ts';
import { promptRoutes } from './routes/prompt.ts';
import { systemRoutes } from './routes/system.ts';
import { userDataRoutes } from './routes/user-data.ts';
import { userRoutes } from './routes/users.ts';
import { UserSettings } from './users/settings.ts';
import { UserFiles } from './users/user-files.ts';
import { v2AssetRoutes } from './v2/asset-routes.ts';
import { sendV2Error } from './v2/errors.ts';
import { v2JobRoutes } from './v2/jobs.ts';

/** @param say is called with errors that are bugs of the server. */
export async function comfyRoutes(app: App, context: ComfyContext, say: (message: string) => void): Promise<void> {
  const { folders, files, foreign, limits } = context;
  const users = new UserFiles(join(folders.data, 'user'), files);
  const settings = new UserSettings(users);
  const scope = (prefix: string, sendAs: typeof sendError, register: (routes: App) => void) =>
    app.register(
      async (routes: App) => {
        routes.setErrorHandler((error: FastifyError, _request, reply) => sendAs(reply, toHttpError(error, say)));
        register(routes);
      },
      { prefix },
    );
  for (const prefix of ['', '/api']) {
    await scope(prefix, sendError, (routes) => {
      acceptAnythingAsJson(routes, foreign, limits.bodyBytes);
      for (const register of [promptRoutes, historyRoutes, nodeRoutes, pictureRoutes, systemRoutes])
        register(routes, context);
      userRoutes(routes, settings);
      if (prefix === '/api') jobRoutes(routes, context);
      else for (const register of [modelListRoute, internalRoutes]) register(routes, context);
    });
    await scope(prefix, sendError, (routes) => userDataRoutes(routes, users, limits.bodyBytes));
  }
  await scope('/api/v2', sendV2Error, (routes) => {
    acceptAnythingAsJson(routes, foreign, limits.bodyBytes);
    v2JobRoutes(routes, context);
    v2AssetRoutes(routes, context);
  });
}
