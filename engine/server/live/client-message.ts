/** Reads the messages of clients. */
import { z } from 'zod';
import type { ClientMessage } from '../../protocol/index.ts';

const id = z.string().min(1).max(200);

const clientMessage: z.ZodType<ClientMessage> = z.object({
  type: z.literal('edit'),
  document: id,
  edit: id,
  patch: z
    .array(
      z.object({
        path: z.array(z.string().max(1000)).min(1).max(64),
        value: z.json().optional(),
        before: z.string().max(1000).optional(),
        create: z.literal([true, 'again']).optional(),
      }),
    )
    .max(100_000),
});

/** @returns undefined for a text that is not a message of the protocol. */
export function readClientMessage(text: string): ClientMessage | undefined {
  try {
    return clientMessage.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
