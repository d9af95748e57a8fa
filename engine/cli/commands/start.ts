/** `inkloom start`: the editor and the server behind it, until Ctrl-C. */
import { spawn } from 'node:child_process';
import { EXIT } from '../exit.ts';
import { ENGINE_OPTIONS, ENGINE_OPTIONS_HELP, engineSettings, readArguments, type ValuesOf } from '../options.ts';
import { UsageError } from '../../host/usage-error.ts';
import type { StartServerOptions } from '../../host/server-options.ts';
import type { Program } from '../program.ts';

const HELP = `Usage: inkloom start [options]

Opens a server with the editor, for the browser on this machine. Workflows, uploads, results and the queue are in the data
folder; what runs when the server ends goes on when it is started again. Ctrl-C ends it.

Options
  --port N             default: 4360, or the next one that is free
  --open               open the editor in the browser
  --data FOLDER        where everything is kept; default: the user's data folder (also INKLOOM_DATA)
  --models FOLDER      a folder with checkpoints; repeat for more (also INKLOOM_MODELS)
  --input FOLDER       a folder with pictures workflows may read, besides uploads; repeat for more (also INKLOOM_INPUT)
${ENGINE_OPTIONS_HELP}
  -h, --help           this help

For other machines
  --host ADDRESS       listen at this address; default: 127.0.0.1, which only this machine can reach
  --token TOKEN        ask for it with every request (also INKLOOM_TOKEN); the editor is then at /?token=TOKEN
  --insecure           listen for other machines without a token: whoever reaches the server can use it
  --allow-host NAME    a name people use for this server, such as inkloom.example; repeat for more
  --allow-origin URL   the address of a page that may use this server, such as https://inkloom.example; repeat for more`;

const OPTIONS = {
  ...ENGINE_OPTIONS,
  'host': { type: 'string' },
  'port': { type: 'string' },
  'data': { type: 'string' },
  'token': { type: 'string' },
  'insecure': { type: 'boolean' },
  'allow-origin': { type: 'string', multiple: true },
  'allow-host': { type: 'string', multiple: true },
  'open': { type: 'boolean' },
  'help': { type: 'boolean', short: 'h' },
} as const;

/** Milliseconds an orderly end may take. */
const PATIENCE = 3000;

export async function start(args: readonly string[], { startServer }: Program): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return EXIT.done;
  }
  if (positionals.length > 0)
    throw new UsageError(`Expected options only, got: ${positionals.join(' ')}. More: inkloom start --help`);
  const options = optionsOf(values);
  const server = await startServer(options);
  const stopped = stopSignal();
  process.stdout.write(
    `Inkloom is at ${server.url}/${options.token === undefined ? '' : '?token=... (your token)'}\nData: ${server.data}\n`,
  );
  if (values.open)
    openBrowser(`${server.url}/${options.token === undefined ? '' : `?token=${encodeURIComponent(options.token)}`}`);
  await stopped;
  setTimeout(() => process.exit(EXIT.done), PATIENCE).unref();
  await server.close();
  return EXIT.done;
}

function optionsOf(values: ValuesOf<typeof OPTIONS>): StartServerOptions {
  const { host, port, data, insecure } = values;
  return {
    ...engineSettings(values),
    host,
    port: port === undefined ? undefined : readPort(port),
    data,
    token: values.token ?? (process.env['INKLOOM_TOKEN'] || undefined),
    insecure,
    allowOrigins: values['allow-origin'],
    allowHosts: values['allow-host'],
    say: (message) => void process.stderr.write(`${message}\n`),
  };
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError(`--port: expected a number from 0 to 65535, got "${text}"`);
}

/** Settles with the first Ctrl-C or request to end; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (): void => {
      if (asked) process.exit(EXIT.interrupted);
      asked = true;
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}

/** Tries to; the address was printed, so that people can do it themselves. */
function openBrowser(url: string): void {
  const [command, ...args] =
    { darwin: ['open'] as const, win32: ['cmd', '/c', 'start', '""'] as const }[process.platform as string] ??
    (['xdg-open'] as const);
  try {
    spawn(command, [...args, url], { stdio: 'ignore', detached: true })
      .on('error', () => {})
      .unref();
  } catch {}
}
