/** The lines of a manifest: one for each picture, and one for each row that cannot be used. */
import { z } from 'zod';

/** What every line says of its row. */
interface Origin {
  /** Below the folder, with slashes, without extension; null for a row that cannot be used. */
  readonly name: string | null;
  /** Place of the row in the table, from 0, and its line in the file, from 1. */
  readonly index: number;
  readonly line: number;
  /** Several for a grid. */
  readonly seeds?: readonly string[] | undefined;
  /** The row, by column, those that set nothing included. */
  readonly values?: Readonly<Record<string, unknown>> | undefined;
  /** When the line was written, in ISO 8601. */
  readonly time: string;
}

export interface MadeRecord extends Origin {
  readonly name: string;
  /** Below the folder, with slashes. The first of `files`. */
  readonly file: string;
  /** When the workflow gives several. */
  readonly files?: readonly string[] | undefined;
  /** SHA-256 of the first file, hexadecimal. */
  readonly digest: string;
  readonly seconds: number;
  /** Whether nothing was computed. */
  readonly cached: boolean;
  /** Digest of workflow, values and models: a picture with another key is made again. */
  readonly key: string;
}

export interface FailedRecord extends Origin {
  /** One sentence or several. */
  readonly error: string;
}

export type ManifestRecord = MadeRecord | FailedRecord;

/** The parts of a line that decide whether a picture is made again. */
const lineSchema = z.object({
  name: z.string().nullable(),
  line: z.number(),
  key: z.string().optional(),
  time: z.string().optional(),
});

export type ReadLine = z.infer<typeof lineSchema>;

/** @returns undefined for a text that is no line of a manifest, such as one that a kill cut off. */
export function readLine(text: string): ReadLine | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Equal for two lines of which the later takes the place of the earlier. @param name folded. */
export function identityOf({ name, line }: ReadLine, fold: (name: string) => string): string {
  return name === null ? `line ${line}` : `name ${fold(name)}`;
}
