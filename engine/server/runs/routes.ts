/** Routes of runs, the queue and the forecast. */
import { z } from 'zod';
import type { App, ServerContext } from '../context.ts';
import { failures } from '../http/schemas.ts';
import { readWorkflowBody, workflowBody } from '../http/workflow-body.ts';
import { type ForecastContext, forecastOf } from './forecast.ts';
import type { Runs } from './runs.ts';
import { issue, runDetail, runFile, runInfo } from './schemas.ts';

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
        body: z.object({
          document: z.string().max(200).optional(),
          workflow: workflowBody,
          targets: ids.min(1).optional().meta({ description: 'Nodes to compute; default: all terminal nodes.' }),
          front: z.boolean().optional().meta({ description: 'Put the run ahead of all waiting runs.' }),
        }),
        response: { 201: runInfo, ...failures },
      },
    },
    async ({ body: { workflow, ...rest } }, reply) =>
      reply.code(201).send(await runs.submit({ ...rest, workflow: readWorkflowBody(workflow, context) })),
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
