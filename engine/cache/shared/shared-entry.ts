/**
 * An entry of the shared tier: what an action gave, and where its values are. It is JSON with a checksum, so that a
 * damaged one is a miss. Small values are inside; each of the others is a blob.
 */
import { z } from 'zod';
import type { ShelfName } from '../../store/content-store.ts';
import { digestValue } from '../canonical.ts';
import type { CodedAs } from '../codecs/value-coder.ts';
import type { ResultEntry } from '../result.ts';

/** Raise it when older programs cannot read what is written. */
const VERSION = 1;

/** Where the bytes of a value are. */
export type ValuePlace = CodedAs &
  (
    | { readonly kind: 'inside'; readonly base64: string }
    | { readonly kind: 'blob'; readonly shelf: ShelfName; readonly blob: string; readonly bytes: number }
  );

export interface SharedEntry {
  readonly entry: ResultEntry;
  /** By name of the output. */
  readonly places: Readonly<Record<string, ValuePlace>>;
}

const coded = { codec: z.string(), extension: z.string(), meta: z.string().nullable() };
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const entrySchema = z.object({
  entry: z.object({
    outputs: z.record(z.string(), z.object({ digest, bytes: z.number(), type: z.string() })),
    seconds: z.number(),
  }),
  places: z.record(
    z.string(),
    z.discriminatedUnion('kind', [
      z.object({ ...coded, kind: z.literal('inside'), base64: z.string() }),
      z.object({
        ...coded,
        kind: z.literal('blob'),
        shelf: z.enum(['results', 'steps']),
        blob: digest,
        bytes: z.number(),
      }),
    ]),
  ),
});
const fileSchema = z.object({ version: z.literal(VERSION), key: z.string(), sum: z.string(), ...entrySchema.shape });

/** @param key is part of the checksum: an entry under another key is damaged. */
export function writeEntry(key: string, shared: SharedEntry): string {
  return `${JSON.stringify({ version: VERSION, key, sum: digestValue({ key, ...shared }), ...shared })}\n`;
}

/** @returns undefined for a text that is damaged, or of another version. */
export function readEntry(key: string, text: string): SharedEntry | undefined {
  try {
    const { sum, entry, places } = fileSchema.parse(JSON.parse(text));
    const shared = { entry, places };
    const isWhole = Object.keys(entry.outputs).every((name) => places[name] !== undefined);
    return isWhole && digestValue({ key, ...shared }) === sum ? shared : undefined;
  } catch {
    return undefined;
  }
}

/** Name of the record of an entry. Programs of another version look elsewhere, and replace nothing of each other. */
export function recordOf(key: string): string {
  return `actions-${VERSION}/${key.slice(0, 2)}/${key}`;
}
