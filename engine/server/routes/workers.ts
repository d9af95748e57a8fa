/** The workers of the fleet. A server without a queue has none. */
import { z } from 'zod';
import type { FleetInfo } from '../../protocol/index.ts';
import type { App } from '../context.ts';
import { failures } from '../http/schemas.ts';

const epoch = z.number().meta({ description: 'Milliseconds since the epoch.' });
const names = z.array(z.string()).readonly();

const workerInfo = z
  .object({
    id: z.string(),
    name: z.string(),
    version: z.string(),
    state: z.enum(['idle', 'working', 'draining']),
    since: epoch,
    started: epoch,
    models: names.meta({ description: 'Models that it can serve.' }),
    loaded: names.meta({ description: 'Models whose weights are in its memory.' }),
    device: z.string(),
    precisions: names,
    devices: z.array(z.object({ name: z.string(), used: z.number(), limit: z.number() })).readonly(),
    memory: z.object({ free: z.number(), total: z.number() }),
    done: z.number().meta({ description: 'Runs that it carried out.' }),
    run: z
      .object({
        id: z.string(),
        number: z.number().optional(),
        name: z.string().optional(),
        node: z.string().optional(),
        progress: z.number().optional().meta({ description: 'Of the node, 0 to 1.' }),
        since: epoch,
      })
      .optional(),
    problem: z.string().optional().meta({ description: 'Why it gets no runs.' }),
  })
  .meta({ id: 'WorkerInfo' });

const fleetInfo = z
  .object({
    queue: z.enum(['redis', 'postgres']).optional().meta({ description: 'Absent without a queue.' }),
    isReachable: z.boolean().optional(),
    workers: z.array(workerInfo).readonly(),
  })
  .meta({ id: 'FleetInfo' }) satisfies z.ZodType<FleetInfo>;

/** @param fleet tells the present workers. */
export function workerRoutes(app: App, fleet: () => FleetInfo): void {
  app.get(
    '/api/workers',
    { schema: { summary: 'The workers of the fleet, and what each does', response: { 200: fleetInfo, ...failures } } },
    async () => fleet(),
  );
}
