/** Where the server and the workers of a fleet meet. */
import type { OptionTable } from './options.ts';

export const FLEET_OPTIONS = {
  queue: { type: 'string' },
} as const satisfies OptionTable;

export const FLEET_OPTIONS_HELP = `\
  --queue URL          the queue of a fleet: redis://HOST:PORT, which Valkey answers too, or
                       postgres://USER:PASSWORD@HOST/DATABASE (also INKLOOM_QUEUE, which no list of processes shows);
                       server and workers then share --store`;

/** The option, else `INKLOOM_QUEUE`. @returns undefined without a queue. */
export function queueOf({ queue }: { readonly queue?: string | undefined }): string | undefined {
  return queue ?? (process.env['INKLOOM_QUEUE'] || undefined);
}
