/** Options of commands that run as a service: how they log, and how long they take to stop. */
import { LOG_FORMATS, LOG_LEVELS, type LogOptions } from '../host/server-options.ts';
import { UsageError } from '../host/usage-error.ts';
import type { OptionTable, ValuesOf } from './options.ts';
import { printMessage } from './print.ts';

export const SERVICE_OPTIONS = {
  'log': { type: 'string' },
  'log-level': { type: 'string' },
  'stop-within': { type: 'string' },
} as const satisfies OptionTable;

const LOG_HELP = `\
  --log KIND           write a log: text, on the error output; json, one object a line on the standard output, and
                       nothing else there; default: messages only`;

/** For a command that answers no requests and has a default of its own for `--stop-within`. */
export const RUN_LOG_HELP = `\
${LOG_HELP}
  --log-level LEVEL    write error, warn (and above), info (default: runs) or debug (nodes); no level writes secrets or
                       prompts`;

export const SERVICE_OPTIONS_HELP = `\
${LOG_HELP}
  --log-level LEVEL    write error, warn (and above), info (default: runs, requests that change something) or debug
                       (nodes, all requests); no level writes tokens or prompts
  --stop-within TIME   when told to stop, let running runs end for so long, such as 30s or 10min; those that do not
                       are given back, and resume at their step; default: 0s. A second signal ends the process at once`;

export interface ServiceSettings {
  readonly log: LogOptions | undefined;
  /** Called with messages for the operator; undefined where the log has them. */
  readonly say: ((message: string) => void) | undefined;
  /** Milliseconds. */
  readonly stopWithin: number;
}

/** @throws UsageError */
export function serviceSettings(values: ValuesOf<typeof SERVICE_OPTIONS>): ServiceSettings {
  const { 'log': kind, 'log-level': level = 'info', 'stop-within': within = '0s' } = values;
  const stopWithin = readDuration(within);
  const format = kind === undefined ? undefined : oneOf('--log', kind, LOG_FORMATS);
  if (format === undefined && values['log-level'] !== undefined)
    throw new UsageError('--log-level says how much is logged: give --log text or --log json too');
  if (format === undefined) return { log: undefined, say: printMessage, stopWithin };
  const stream = format === 'json' ? process.stdout : process.stderr;
  const write = (line: string): void => void stream.write(line);
  return { log: { format, level: oneOf('--log-level', level, LOG_LEVELS), write }, say: undefined, stopWithin };
}

const UNITS = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 } as const;
/** A timer of Node takes no more milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** @returns milliseconds. @throws UsageError */
export function readDuration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|min|h)$/.exec(text) ?? [];
  const milliseconds = Number(number) * UNITS[unit as keyof typeof UNITS];
  if (milliseconds <= LONGEST) return milliseconds;
  throw new UsageError(`--stop-within: expected a time such as 30s, 10min or 1h, got "${text}"`);
}

function oneOf<const T extends string>(option: string, given: string, known: readonly T[]): T {
  const found = known.find((each) => each === given);
  if (found !== undefined) return found;
  throw new UsageError(`${option}: expected ${known.join(' or ')}, got "${given}"`);
}
