/** The server itself: its health, its cache, its description. */
import { z } from 'zod';
import type { RegisterRoutes } from '../context.ts';
import { failures, nothing } from '../http/schemas.ts';
import { logEntry, serverStatus } from '../http/status-schemas.ts';
import { PROTOCOL_VERSION } from '../../protocol/index.ts';

export const systemRoutes: RegisterRoutes = (app, { cache, freeModels, log, publish, status, version }) => {
  app.get(
    '/api/health',
    {
      schema: {
        summary: 'Whether the server works, and its version',
        response: {
          200: z.object({ status: z.literal('ok'), version: z.string(), protocol: z.number() }),
          ...failures,
        },
      },
    },
    async () => ({ status: 'ok' as const, version, protocol: PROTOCOL_VERSION }),
  );

  app.get(
    '/api/status',
    { schema: { summary: 'Device, memory and models in memory', response: { 200: serverStatus, ...failures } } },
    () => status(),
  );

  app.post(
    '/api/models/unload',
    {
      schema: {
        summary: 'Take models out of memory, once none works; the next run loads them again',
        response: { 202: nothing, ...failures },
      },
    },
    async (_request, reply) => {
      // A step at work may take minutes.
      void freeModels();
      return reply.code(202).send(null);
    },
  );

  app.get(
    '/api/log',
    {
      config: { access: 'operator' },
      schema: {
        summary: 'The latest entries of the log',
        response: { 200: z.array(logEntry).readonly(), ...failures },
      },
    },
    async () => log.entries(),
  );

  app.get(
    '/api/cache',
    {
      schema: {
        summary: 'The results kept between runs',
        response: {
          200: z.object({
            entries: z.number(),
            bytes: z.number(),
            limit: z.number().meta({ description: 'Most bytes that are kept.' }),
          }),
          ...failures,
        },
      },
    },
    async () => cache.statistics(),
  );

  app.delete(
    '/api/cache',
    { schema: { summary: 'Remove every result that no run is using', response: { 204: nothing, ...failures } } },
    async (_request, reply) => {
      await cache.clear();
      publish({ type: 'changed', what: 'cache' });
      return reply.code(204).send(null);
    },
  );

  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
};
