/** Routes of the queue: its order, its mode, and the runs that were given up. */
import { z } from 'zod';
import type { App } from '../context.ts';
import { failures } from '../http/schemas.ts';
import type { Runs } from './runs.ts';
import { queueMode, queueState, runInfo } from './schemas.ts';

const ids = z.array(z.string().max(300)).max(10_000);
const nothing = z.null().meta({ description: 'Done.' });

export function queueRoutes(app: App, runs: Runs): void {
  app.get(
    '/api/queue/mode',
    { schema: { summary: 'Whether runs are accepted and started', response: { 200: queueState, ...failures } } },
    () => runs.queue(),
  );

  app.put(
    '/api/queue',
    {
      schema: {
        summary: 'Reorders waiting runs',
        body: z.object({
          order: ids.meta({ description: 'Ids of waiting runs, the next first; all others follow in their order.' }),
        }),
        response: { 204: nothing, ...failures },
      },
    },
    async ({ body }, reply) => {
      await runs.order(body.order);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/api/queue',
    { schema: { summary: 'Cancels all waiting runs', response: { 204: nothing, ...failures } } },
    async (_request, reply) => {
      await runs.clear();
      return reply.code(204).send(null);
    },
  );

  app.put(
    '/api/queue/mode',
    {
      config: { access: 'operator' },
      schema: {
        summary: 'Pauses the queue, lets it drain, or opens it again',
        body: z.object({ mode: queueMode }),
        response: { 200: queueState, ...failures },
      },
    },
    ({ body }) => runs.setMode(body.mode),
  );

  app.get(
    '/api/queue/given-up',
    {
      schema: {
        summary: 'Runs that were started too often without progress, the latest first',
        response: { 200: z.array(runInfo), ...failures },
      },
    },
    async () => [...(await runs.givenUp())],
  );

  app.post(
    '/api/queue/given-up/again',
    {
      schema: {
        summary: 'Queues all runs again that were given up',
        response: { 200: z.array(runInfo), ...failures },
      },
    },
    async () => {
      const again = [];
      // The first to be given up goes first.
      for (const { id } of (await runs.givenUp()).toReversed()) again.push(await runs.again(id));
      return again;
    },
  );
}
