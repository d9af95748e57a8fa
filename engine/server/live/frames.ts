/** What goes over the live connection, as bytes: previews out, edits in. */
import { z } from 'zod';
import type { ClientMessage, PreviewHeader } from '../../protocol/index.ts';

/** See {@link PreviewHeader}; the other way is readPreviewFrame in protocol.ts. */
export function previewFrame(header: PreviewHeader, picture: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const frame = new Uint8Array(4 + head.length + picture.length);
  new DataView(frame.buffer).setUint32(0, head.length);
  frame.set(head, 4);
  frame.set(picture, 4 + head.length);
  return frame;
}

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

/** Undefined for what is no message of the protocol. */
export function readClientMessage(text: string): ClientMessage | undefined {
  try {
    return clientMessage.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
