/**
 * The log of a server or a worker as lines for its operator and their programs: what happens in runs, and the requests
 * that are answered. No line holds a token, the query of an address, or what a workflow says.
 */
import { type Logger, pino } from 'pino';
import type { LogBody, LogEntry, LogLevel } from '../../protocol/index.ts';
import type { LogOptions } from '../server-options.ts';
import { sentenceOf } from './sentence-of.ts';
import { textOf } from './text-of.ts';

const LEVELS = { detail: 'debug', info: 'info', warning: 'warn', error: 'error' } as const satisfies Record<
  LogLevel,
  string
>;

/** A logger of pino, which writes one line at a time. Without options, none is written. */
export function logLines(options: LogOptions | undefined): Logger | undefined {
  if (options === undefined) return undefined;
  const { format, level, write } = options;
  return pino(
    {
      level,
      // The name of the machine and the number of the process are known to whoever collects the lines.
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Addresses have queries, which may hold tokens: `log-requests.ts` writes what may be known of a request.
      serializers: { req: () => undefined, res: () => undefined },
    },
    { write: format === 'json' ? write : (line) => write(textOf(line)) },
  );
}

/** Fields that name a run. */
export function aboutRun({ id, number, name }: NonNullable<LogEntry['run']>) {
  return { run: id, number, workflow: name };
}

/** Id and time are those of the log that the editor shows; a worker has none. */
type Written = LogBody & Pick<LogEntry, 'level' | 'run'> & Partial<Pick<LogEntry, 'id' | 'time'>>;

export function writeEntry(logger: Logger, { id: _id, time: _time, level, run, ...entry }: Written): void {
  const about = run && aboutRun(run);
  logger[LEVELS[level]]({ ...about, ...entry }, sentenceOf(entry));
}
