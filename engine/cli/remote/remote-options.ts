/** Options by which a command has its work done at a server. */
import { UsageError } from '../../host/usage-error.ts';
import type { ServerAddress } from '../../client/index.ts';
import type { RunPriority } from '../../protocol/index.ts';
import { type OptionTable, RUN_OPTIONS, type ValuesOf } from '../options.ts';

export const SERVER_OPTIONS = {
  server: { type: 'string' },
  token: { type: 'string' },
  priority: { type: 'string' },
} as const satisfies OptionTable;

export type ServerValues = ValuesOf<typeof SERVER_OPTIONS>;

export const SERVER_OPTIONS_HELP = `\
  --server URL         have the work done by the server at this address (also INKLOOM_SERVER); pictures that the
                       workflow loads are uploaded, and its files are written here
  --token TOKEN        of that server (also INKLOOM_TOKEN)
  --priority NAME      high, normal (default) or low: runs of a higher priority start first at the server`;

/** Options of `inkloom run`. */
export const REMOTE_RUN_OPTIONS = {
  ...RUN_OPTIONS,
  ...SERVER_OPTIONS,
  detach: { type: 'boolean' },
  attach: { type: 'string' },
  cancel: { type: 'string' },
} as const satisfies OptionTable;

export type RemoteRunValues = ValuesOf<typeof REMOTE_RUN_OPTIONS>;

export const REMOTE_RUN_HELP = `\
At a server
${SERVER_OPTIONS_HELP}
  --detach             queue the run there and print its id; Ctrl-C leaves a run there too
  --attach RUN         take up a run of that server, and write its files here
  --cancel RUN         cancel a run of that server`;

/** Options that say how models run here. */
const LOCAL = ['models', 'device', 'memory', 'vram', 'precision', 'threads', 'cache', 'cache-size', 'no-cache'];
const PRIORITIES: readonly string[] = ['high', 'normal', 'low'] satisfies readonly RunPriority[];

/** @returns undefined when the work is done here. @throws UsageError */
export function serverOf(values: ServerValues & Readonly<Record<string, unknown>>): ServerAddress | undefined {
  const given = values.server ?? (process.env['INKLOOM_SERVER'] || undefined);
  if (given === undefined) {
    const alone = ['token', 'priority', 'detach', 'attach', 'cancel'].find((name) => values[name] !== undefined);
    if (alone === undefined) return undefined;
    throw new UsageError(`--${alone} is for a server: name it, as --server http://HOST:4360 or in INKLOOM_SERVER`);
  }
  const local = [...LOCAL, 'verify-cache', 'comfyui-metadata', 'no-metadata', 'no-model-hashes', 'explain', 'partial'];
  const idle = local.find((name) => values[name] !== undefined);
  if (idle !== undefined)
    throw new UsageError(`--${idle} has no effect at a server, which has settings of its own: leave it out`);
  return { server: readAddress(given), token: values.token ?? (process.env['INKLOOM_TOKEN'] || undefined) };
}

/** @throws UsageError */
export function readPriority(text: string | undefined): RunPriority | undefined {
  if (text === undefined || PRIORITIES.includes(text)) return text as RunPriority | undefined;
  throw new UsageError(`--priority: expected ${PRIORITIES.join(', ')}, got "${text}"`);
}

/** The address without a path, but for that of a proxy, and without a slash at its end. */
function readAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && ['http:', 'https:'].includes(url.protocol) && url.search === '' && url.username === '')
    return url.href.replace(/\/+$/, '');
  const hint = url?.search.includes('token') ? '; the token goes into --token' : '';
  throw new UsageError(`--server: expected an address such as http://192.168.1.5:4360, got "${text}"${hint}`);
}
