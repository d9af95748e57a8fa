/** `inkloom worker`: carries out runs of a server elsewhere, until Ctrl-C. */
import { UsageError } from '../../host/usage-error.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { FLEET_OPTIONS, FLEET_OPTIONS_HELP, queueOf } from '../fleet-options.ts';
import { ENGINE_OPTIONS, ENGINE_OPTIONS_HELP, engineSettings, readArguments } from '../options.ts';
import { print } from '../print.ts';
import type { Program } from '../program.ts';
import { RUN_LOG_HELP, SERVICE_OPTIONS, serviceSettings } from '../service-options.ts';
import { onStopSignal } from '../stop-signal.ts';

const HELP = `Usage: inkloom worker --queue URL --store ADDRESS [options]

Carries out the runs of a server that was started with the same queue and store (inkloom start --queue ... --store ...).
Any number of workers can run, on any machines. A run goes where its models are in memory, if that is soon.
When a worker dies, its run goes on at the last step on another one. More: docs/fleet.md

Options
${FLEET_OPTIONS_HELP}
  --name NAME          a label for people; default: made up
  --stop-within TIME   when told to stop, let the present run end for so long, such as 30s or 10min; one that does not
                       is given back, and goes on at its step elsewhere; default: 10s. A second signal ends it at once
${RUN_LOG_HELP}
  --models PLACE       look for models here: a folder, or an installation of ComfyUI; repeat (also INKLOOM_MODELS)
${ENGINE_OPTIONS_HELP}
  -h, --help           print this help`;

const OPTIONS = {
  ...ENGINE_OPTIONS,
  ...FLEET_OPTIONS,
  ...SERVICE_OPTIONS,
  'name': { type: 'string' },
  'stop-within': { type: 'string', default: '10s' },
  'help': { type: 'boolean', short: 'h' },
} as const;

/** Milliseconds for the rest, before the process ends anyway. */
const CLOSE_TIMEOUT = 8000;

export async function worker(
  args: readonly string[],
  { startWorker }: Pick<Program, 'startWorker'>,
): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (values.help) return print(HELP);
  if (positionals.length > 0)
    throw new UsageError(`Expected options only, got: ${positionals.join(' ')}. More: inkloom worker --help`);
  if (values.input) throw new UsageError('--input: a worker needs none. Each run brings the pictures that it loads.');
  const queue = queueOf(values);
  if (queue === undefined)
    throw new UsageError('A worker needs the queue of its server: --queue redis://HOST:PORT or postgres://...');
  const { log, say, stopWithin } = serviceSettings(values);
  const running = await startWorker({ ...engineSettings(values), queue, name: values.name, log, say });
  const stopped = new Promise<void>((resolve) => onStopSignal(resolve));
  // With a log, the standard output is for programs.
  if (log?.format !== 'json')
    print(`${running.name} waits for runs at ${running.queue}, with ${running.models} models. Ctrl-C stops it.`);
  await stopped;
  setTimeout(() => process.exit(EXIT.done), stopWithin + CLOSE_TIMEOUT).unref();
  await running.close(stopWithin);
  return EXIT.done;
}
