/**
 * ComfyUI's interface, version 1: every address works bare and below `/api`. Its clients send JSON as whatever type, or
 * nothing at all, and read every answer as JSON.
 */
import { join } from 'node:path';
import type { FastifyError } from 'fastify';
import type { App } from '../context.ts';
import { acceptAnythingAsJson } from '../http/json-body.ts';
import { toHttpError } from '../http/to-http-error.ts';
import type { ComfyContext } from './context.ts';
import { sendError } from './errors.ts';
import { historyRoutes } from './routes/history.ts';
import { jobRoutes } from './routes/jobs.ts';
import { modelListRoute, nodeRoutes } from './routes/nodes.ts';
import { pictureRoutes } from './routes/pictures.ts';
import { promptRoutes } from './routes/prompt.ts';
import { systemRoutes } from './routes/system.ts';
import { userDataRoutes } from './routes/user-data.ts';
import { userRoutes } from './routes/users.ts';
import { UserSettings } from './users/settings.ts';
import { UserFiles } from './users/user-files.ts';

/** @param say is called with errors that are bugs of the server. */
export async function comfyRoutes(app: App, context: ComfyContext, say: (message: string) => void): Promise<void> {
  const { folders, files, foreign, limits } = context;
  const users = new UserFiles(join(folders.data, 'user'), files);
  const settings = new UserSettings(users);
  const scope = (prefix: string, register: (routes: App) => void) =>
    app.register(
      async (routes: App) => {
        routes.setErrorHandler((error: FastifyError, _request, reply) => sendError(reply, toHttpError(error, say)));
        register(routes);
      },
      { prefix },
    );
  for (const prefix of ['', '/api']) {
    await scope(prefix, (routes) => {
      acceptAnythingAsJson(routes, foreign, limits.bodyBytes);
      for (const register of [promptRoutes, historyRoutes, nodeRoutes, pictureRoutes, systemRoutes])
        register(routes, context);
      userRoutes(routes, settings);
      if (prefix === '/api') jobRoutes(routes, context);
      else modelListRoute(routes);
    });
    await scope(prefix, (routes) => userDataRoutes(routes, users, limits.bodyBytes));
  }
}
