/** Schemas of what the server says of itself, for /api/openapi.json. */
import { z } from 'zod';
import type { LogEntry, ServerStatus } from '../../protocol/index.ts';

export const serverStatus = z
  .object({
    device: z.string(),
    precision: z.string(),
    memory: z.object({
      process: z.number().optional().meta({ description: 'Resident bytes of the inference process.' }),
      free: z.number(),
      total: z.number(),
      budget: z.number().meta({ description: 'Bytes that weights may take.' }),
    }),
    devices: z.array(z.object({ name: z.string(), used: z.number(), limit: z.number() })).readonly(),
    models: z
      .array(z.object({ name: z.string().optional(), kind: z.string(), copied: z.number(), mapped: z.number() }))
      .readonly(),
  })
  .meta({ id: 'ServerStatus' }) satisfies z.ZodType<ServerStatus>;

/** The fields of each kind are those of engine/protocol/operator/log.ts. */
export const logEntry = z
  .looseObject({
    id: z.number(),
    time: z.number().meta({ description: 'Milliseconds since the epoch.' }),
    level: z.enum(['detail', 'info', 'warning', 'error']),
    kind: z.string(),
  })
  .meta({ id: 'LogEntry' }) as unknown as z.ZodType<LogEntry>;
