/** Routes of runs and the forecast. */
import { z } from 'zod';
import type { App, ServerContext } from '../context.ts';
import { failures } from '../http/schemas.ts';
import { readWorkflowBody, workflowBody } from '../http/workflow-body.ts';
import { type ForecastContext, forecastOf } from './forecast.ts';
import type { Runs } from './runs.ts';
import { queueRoutes } from './queue-routes.ts';
import { issue, priority, runDetail, runFile, runInfo } from './schemas.ts';
import { submitOnce } from './submit-once.ts';

const id = z.object({ id: z.string() });
const ids = z.array(z.string().max(300)).max(10_000);
const nothing = z.null().meta({ description: 'Done.' });

export function registerRuns(
  app: App,
  context: Pick<ServerContext, 'engine' | 'foreign' | 'limits'> & Pick<ForecastContext, 'pictures'>,
  runs: Runs,
): void {
  app.post(
    '/api/runs',
    {
      schema: {
        summary: 'Queues a run of a workflow',
        description: 'With the id of a run that is there, gives that run, and queues it again if it failed.',
        body: z.object({
          id: z
            .string()
            .regex(/^[\w-]{8,100}$/)
            .optional()
            .meta({ description: 'A new id, chosen by the client: letters, digits, - and _.' }),
          client: z
            .string()
            .max(100)
            .optional()
            .meta({ description: 'Names the client: runs of several clients take turns.' }),
          priority: priority.optional().meta({ description: 'Default: normal.' }),
          document: z.string().max(200).optional(),
          workflow: workflowBody,
          targets: ids.min(1).optional().meta({ description: 'Nodes to compute; default: all terminal nodes.' }),
          front: z.boolean().optional().meta({ description: 'Put the run ahead of all waiting runs.' }),
        }),
        response: { 200: runInfo, 201: runInfo, ...failures },
      },
    },
    async ({ body: { workflow, ...rest }, holder }, reply) => {
      const request = { ...rest, workflow: readWorkflowBody(workflow, context) };
      const { run, isNew } = await submitOnce(runs, request, holder);
      return reply.code(isNew ? 201 : 200).send(run);
    },
  );

  app.get(
    '/api/runs',
    {
      schema: {
        summary: 'Runs, the latest first',
        querystring: z.object({
          limit: z.coerce.number().int().min(1).max(500).default(50),
          before: z.coerce
            .number()
            .int()
            .optional()
            .meta({ description: 'Only runs with a lower number: for the next page.' }),
          document: z.string().optional(),
        }),
        response: { 200: z.array(runInfo), ...failures },
      },
    },
    async ({ query }) => [...(await runs.list(query))],
  );

  app.get(
    '/api/runs/:id',
    {
      schema: {
        summary: 'A run with its workflow and the state of each node',
        params: id,
        response: { 200: runDetail, ...failures },
      },
    },
    async ({ params }) => runs.get(params.id),
  );

  app.post(
    '/api/runs/:id/cancel',
    { schema: { summary: 'Cancels a run', params: id, response: { 200: runInfo, ...failures } } },
    async ({ params }) => runs.cancel(params.id),
  );

  app.post(
    '/api/runs/:id/again',
    {
      schema: {
        summary: 'Queues a run again that failed or was cancelled, under its own id',
        params: id,
        response: { 200: runInfo, ...failures },
      },
    },
    async ({ params }) => runs.again(params.id),
  );

  app.delete(
    '/api/runs/:id',
    {
      schema: {
        summary: 'Removes a run that is over from the history; its files stay',
        params: id,
        response: { 204: nothing, ...failures },
      },
    },
    async ({ params }, reply) => {
      await runs.remove(params.id);
      return reply.code(204).send(null);
    },
  );

  queueRoutes(app, runs);

  app.post(
    '/api/forecast',
    {
      schema: {
        summary: 'What a run would compute and reuse, and every problem of the workflow',
        body: z.object({ workflow: workflowBody, targets: ids.min(1).optional() }),
        response: {
          200: z
            .object({
              issues: z.array(issue).readonly(),
              isPartial: z
                .literal(true)
                .optional()
                .meta({ description: 'What is known to fail was not found in time: ask again in a while.' }),
              forecast: z.unknown().optional().meta({ description: 'Absent when no part can run.' }),
              results: z
                .record(
                  z.string(),
                  z.object({ keys: z.array(z.string()).readonly(), pictures: z.array(runFile).readonly().optional() }),
                )
                .optional()
                .meta({ description: 'What the nodes that make pictures or files would give now, by node.' }),
            })
            .meta({ id: 'Forecast' }),
          ...failures,
        },
      },
    },
    async ({ body }) => forecastOf(context, readWorkflowBody(body.workflow, context), body.targets),
  );
}
