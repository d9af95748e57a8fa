/** `inkloom start`: the editor, and the server behind it, until Ctrl-C. */
import type { StartServerOptions } from '../../host/server-options.ts';
import { readTokens } from '../../host/settings/tokens-file.ts';
import { UsageError } from '../../host/usage-error.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { openBrowser } from '../open-browser.ts';
import { ENGINE_OPTIONS, ENGINE_OPTIONS_HELP, engineSettings, readArguments, type ValuesOf } from '../options.ts';
import { print } from '../print.ts';
import { FLEET_OPTIONS, FLEET_OPTIONS_HELP, queueOf } from '../fleet-options.ts';
import type { Program } from '../program.ts';
import { SERVICE_OPTIONS, SERVICE_OPTIONS_HELP, serviceSettings } from '../service-options.ts';
import { onStopSignal } from '../stop-signal.ts';

const HELP = `Usage: inkloom start [options]

Starts a server with the editor, for a browser on this machine.
Workflows, uploads, results and the queue are kept in the data folder, with backups of the database.
Runs that are not finished when the server stops resume when it starts again.
Clients of ComfyUI can use it as they use ComfyUI: at this address, with prompts in the API format.
Ctrl-C stops the server, and so does closing its window.
What no option says is taken from the settings of the editor, which other commands read too.

Options
  --port N             listen on this port; default: 4360, or the next free one
  --open               open the editor in the browser
  --data FOLDER        keep everything here; default: the user's data folder (also INKLOOM_DATA)
  --models FOLDER      look for checkpoints here; repeat for more (also INKLOOM_MODELS)
  --input FOLDER       let workflows load pictures from here, besides uploads; repeat for more (also INKLOOM_INPUT)
${ENGINE_OPTIONS_HELP}
  --comfyui-metadata   write ComfyUI's workflow and prompt into PNG pictures too, where a workflow has a counterpart
                       there; pictures of ComfyUI's clients always carry theirs
  -h, --help           print this help

For a fleet (docs/fleet.md)
${FLEET_OPTIONS_HELP}

As a service (/health, /ready and /metrics are there for its operator: docs/operations.md)
${SERVICE_OPTIONS_HELP}
  --metrics-open       let everybody who reaches the server read /metrics; default: whoever has the token or, where
                       there is none, this machine

For other machines
  --host ADDRESS       listen at this address; default: 127.0.0.1, which only this machine can reach
  --token TOKEN        require this token with every request (also INKLOOM_TOKEN); open the editor at /?token=TOKEN
                       once, and the browser keeps a cookie in its place
  --tokens FILE        access tokens by name, as JSON: { "anna": { "token": "...", "runs": "100/hour" } }; owners of
                       runs take turns, and "runs" and "priority" limit what one may queue
  --insecure           let other machines in without a token: everyone who reaches the server can use it
  --allow-host NAME    answer to this name, such as inkloom.example; repeat for more
  --allow-origin URL   let pages from this address use the server, such as https://inkloom.example; repeat for more`;

const OPTIONS = {
  ...ENGINE_OPTIONS,
  ...SERVICE_OPTIONS,
  'host': { type: 'string' },
  'port': { type: 'string' },
  'data': { type: 'string' },
  'token': { type: 'string' },
  'tokens': { type: 'string' },
  'metrics-open': { type: 'boolean' },
  'insecure': { type: 'boolean' },
  'allow-origin': { type: 'string', multiple: true },
  'allow-host': { type: 'string', multiple: true },
  ...FLEET_OPTIONS,
  'open': { type: 'boolean' },
  'comfyui-metadata': { type: 'boolean' },
  'help': { type: 'boolean', short: 'h' },
} as const;

/** Milliseconds that closing the server may take before the process ends anyway. */
const CLOSE_TIMEOUT = 3000;

export async function start(args: readonly string[], { startServer }: Pick<Program, 'startServer'>): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (values.help) return print(HELP);
  if (positionals.length > 0)
    throw new UsageError(`Expected options only, got: ${positionals.join(' ')}. More: inkloom start --help`);
  const { log, say, stopWithin } = serviceSettings(values);
  const options = { ...(await optionsOf(values)), log, say };
  const server = await startServer(options);
  const stopped = new Promise<void>((resolve) => onStopSignal(resolve));
  // The token is a secret: a log of the output must not contain it.
  const at = `Inkloom is at ${server.url}/${hasToken(options) ? '?token=... (your token)' : ''}\nData: ${server.data}`;
  // With a log, the standard output is for programs.
  if (log?.format !== 'json') print(at);
  // Other users of this machine can read the address that the opener gets, so it does not hold the token either.
  if (values.open) openBrowser(server.invite());
  await stopped;
  setTimeout(() => process.exit(EXIT.done), stopWithin + CLOSE_TIMEOUT).unref();
  await server.close(stopWithin);
  return EXIT.done;
}

function hasToken({ token, tokens = {} }: StartServerOptions): boolean {
  return token !== undefined || Object.keys(tokens).length > 0;
}

async function optionsOf(values: ValuesOf<typeof OPTIONS>): Promise<StartServerOptions> {
  const { host, port, data, insecure } = values;
  return {
    ...engineSettings(values),
    host,
    port: port === undefined ? undefined : readPort(port),
    data,
    token: values.token ?? (process.env['INKLOOM_TOKEN'] || undefined),
    tokens: values.tokens === undefined ? undefined : await readTokens(values.tokens),
    insecure,
    allowOrigins: values['allow-origin'],
    allowHosts: values['allow-host'],
    comfyMetadata: values['comfyui-metadata'],
    metricsOpen: values['metrics-open'],
    queue: queueOf(values),
  };
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError(`--port: expected a number from 0 to 65535, got "${text}"`);
}
