/** Schemas of runs, for /api/openapi.json. They agree with the types of engine/protocol. */
import { z } from 'zod';
import { pictureFile } from '../http/schemas.ts';
import { workflowBody } from '../http/workflow-body.ts';
import type {
  Issue,
  NodeActivity,
  NodeFailure,
  RunInfo,
  RunPriority,
  QueueMode,
  QueueState,
} from '../../protocol/index.ts';

const nodeFailure = z.object({
  node: z.string(),
  inner: z.string().optional(),
  type: z.string(),
  message: z.string(),
  code: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
}) satisfies z.ZodType<NodeFailure>;

export const issue = z
  .object({
    code: z.string(),
    node: z.string(),
    inner: z.string().optional().meta({ description: 'Inside a subgraph, the node there: instance:node.' }),
    input: z.string().optional(),
    message: z.string(),
  })
  .meta({ id: 'Issue' }) satisfies z.ZodType<Issue>;

export const runFile = pictureFile.extend({
  node: z.string(),
  inner: z.string().optional(),
  output: z.string().optional(),
  key: z.string().optional().meta({ description: 'Files with the same key have the same content.' }),
  digest: z.string().optional().meta({ description: 'SHA-256 of a saved file, hexadecimal.' }),
});

export const priority = z.enum(['high', 'normal', 'low']) satisfies z.ZodType<RunPriority>;

const runFields = {
  id: z.string(),
  number: z.number().meta({ description: 'Counts all runs of this server.' }),
  document: z.string().optional(),
  name: z.string().meta({ description: 'Name of the workflow.' }),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  position: z.number().optional().meta({
    description: 'Only while the run waits: runs start in ascending order of position, then of number.',
  }),
  owner: z.string().optional().meta({ description: 'Name of the access token or of the client that queued the run.' }),
  priority: priority.optional().meta({ description: 'Absent: normal.' }),
  attempt: z
    .number()
    .meta({ description: 'How often the run was started: above 1 after the server died while it ran.' }),
  targets: z.array(z.string()).readonly().optional(),
  created: z.number().meta({ description: 'Milliseconds since the epoch.' }),
  started: z.number().optional(),
  ended: z.number().optional(),
  files: z.array(runFile).readonly(),
  failures: z.array(nodeFailure).readonly(),
  progress: z
    .number()
    .optional()
    .meta({ description: 'Share of the work that is done, 0 to 1, while the run is running.' }),
  reading: z
    .object({ done: z.number(), of: z.number(), left: z.number().optional(), isAwaited: z.boolean() })
    .optional()
    .meta({ description: 'Bytes of model files that are read to name them in pictures, and seconds left.' }),
};

export const runInfo = z.object(runFields).meta({ id: 'Run' }) satisfies z.ZodType<RunInfo>;

const nodeActivity = z.object({
  state: z.enum(['queued', 'running', 'done', 'failed', 'skipped', 'cancelled']),
  origin: z.enum(['executed', 'shared', 'memory', 'disk', 'store']).optional(),
  seconds: z.number().optional(),
  value: z.number().optional(),
  max: z.number().optional(),
  text: z.string().optional(),
  message: z.string().optional(),
  field: z.string().optional(),
  notes: z.array(z.string()).readonly().optional(),
}) satisfies z.ZodType<NodeActivity>;

export const runDetail = z
  .object({ ...runFields, workflow: workflowBody, nodes: z.record(z.string(), nodeActivity) })
  .meta({ id: 'RunDetail' });

export const queueMode = z.enum(['open', 'paused', 'draining']).meta({
  description:
    'open: runs are accepted and started. paused: none starts. draining: none is accepted, and those that wait are ' +
    'finished; a restart ends it.',
}) satisfies z.ZodType<QueueMode>;

export const queueState = z
  .object({
    mode: queueMode,
    waiting: z.number(),
    running: z.number(),
    givenUp: z.number().meta({ description: 'Runs that were started too often without progress.' }),
  })
  .meta({ id: 'Queue' }) satisfies z.ZodType<QueueState>;
