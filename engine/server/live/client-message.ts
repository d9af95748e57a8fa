/** Reads the messages of clients. */
import { z } from 'zod';
import { jsonCost } from '../../workflow/json-cost.ts';
import { MAX_DEPTH, MAX_VALUES } from '../../workflow/limits.ts';
import type { ClientMessage } from '../../protocol/index.ts';

const id = z.string().min(1).max(200);

/** A message is deeper than its values by the fields around them. */
const MOST = { values: MAX_VALUES, depth: 2 * MAX_DEPTH } as const;

const clientMessage = z.object({
  type: z.literal('edit'),
  document: id,
  edit: id,
  patch: z
    .array(
      z.object({
        path: z.array(z.string().max(1000)).min(1).max(64),
        // Absent in a deletion. JSON.parse gives nothing but JSON, and edits are checked where they are made.
        value: z.unknown().optional(),
        before: z.string().max(1000).optional(),
        create: z.literal([true, 'again']).optional(),
      }),
    )
    .max(100_000),
});

/** @returns undefined for bytes that are not a message of the protocol, or hold more values than a workflow may. */
export function readClientMessage(bytes: Uint8Array): ClientMessage | undefined {
  const { values, depth } = jsonCost(bytes, MOST);
  if (values > MOST.values || depth > MOST.depth) return undefined;
  try {
    return clientMessage.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
