/** The command line: picks the command, and turns errors into messages and exit codes. */
import { storageErrorOf } from '../files/storage-error.ts';
import { GraphError } from '../graph/graph-error.ts';
import { didYouMean } from '../graph/closest.ts';
import { HubError } from '../host/get/hub-error.ts';
import { packageVersion } from '../host/places.ts';
import { UsageError } from '../host/usage-error.ts';
import { WorkflowError } from '../workflow/workflow-error.ts';
import { batch } from './commands/batch.ts';
import { cache } from './commands/cache.ts';
import { doctor } from './commands/doctor.ts';
import { draw } from './commands/draw.ts';
import { exportWorkflow } from './commands/export.ts';
import { extract } from './commands/extract.ts';
import { image } from './commands/image.ts';
import { importFile } from './commands/import.ts';
import { inspect } from './commands/inspect.ts';
import { models } from './commands/models.ts';
import { plan } from './commands/plan.ts';
import { run } from './commands/run.ts';
import { start } from './commands/start.ts';
import { store } from './commands/store.ts';
import { worker } from './commands/worker.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { print, printMessage, toleratePipes } from './print.ts';
import type { Command, Program } from './program.ts';

const COMMANDS = new Map<string, Command>(
  Object.entries({
    start,
    worker,
    run,
    image,
    batch,
    inspect,
    plan,
    draw,
    extract,
    import: importFile,
    export: exportWorkflow,
    models,
    cache,
    store,
    doctor,
  }),
);

const HELP = `Inkloom: Qwen-Image workflows, without Python.

Usage: inkloom COMMAND

  start              open the editor in a browser, and the server behind it
  worker             carry out runs of a server elsewhere, from the queue of a fleet
  run WORKFLOW       run a saved workflow, or the one inside a picture
  image "a prompt"   make one picture from a prompt
  batch TABLE        make a picture for every row of a table, and go on where it was ended
  inspect WORKFLOW   check a workflow and list its settings
  plan WORKFLOW      say what a run would compute and reuse, and how long it would take
  draw WORKFLOW      draw a workflow as SVG
  extract PICTURE    write the workflow a picture was made with
  import FILE        write a workflow of ComfyUI as one of Inkloom, and say what was not understood
  export WORKFLOW    write a workflow for ComfyUI: --comfyui for its editor, and --api for its server
  models             list the models that are found; models check NAME reads one as a whole, models get NAME
                     loads one from the Hugging Face Hub
  cache ls           list the results kept between runs; also: gc, verify, clear
  store ls           count what machines share in a store; also: clean
  doctor             say whether it works on this machine, how fast, and what would make it faster

  --version          print the version
  COMMAND --help     print more about a command`;

const HELP_NAMES = ['help', '--help', '-h'];

/**
 * @param args without the names of node and the script.
 * @returns the exit code.
 */
export async function main(args: readonly string[], program: Program): Promise<ExitCode> {
  toleratePipes();
  const [name, ...rest] = args;
  if (name === undefined) {
    print(HELP);
    return EXIT.usage;
  }
  if (HELP_NAMES.includes(name)) return print(HELP);
  if (name === '--version') return print(packageVersion());
  try {
    return await commandNamed(name)(rest, program);
  } catch (error) {
    return report(error, args.includes('--json'));
  }
}

/** @throws UsageError for a name that is no command. */
function commandNamed(name: string): Command {
  const command = COMMANDS.get(name);
  if (command) return command;
  const known = [...COMMANDS.keys()];
  const hint = didYouMean(name, known) ?? `Known: ${known.join(', ')}`;
  throw new UsageError(`There is no command "${name}". ${hint}`);
}

/** Prints an error: one of the user's, the disk or the network as its message, any other with its stack. */
function report(error: unknown, json: boolean): ExitCode {
  const isUsage = error instanceof UsageError || error instanceof WorkflowError || error instanceof GraphError;
  const storage = storageErrorOf(error);
  const { message, stack = message } = storage ?? (error instanceof Error ? error : new Error(String(error)));
  if (json) {
    const issues = error instanceof GraphError ? error.issues : undefined;
    print(JSON.stringify({ type: 'error', message, issues }));
  }
  printMessage(isUsage || storage || error instanceof HubError ? message : stack);
  return isUsage ? EXIT.usage : EXIT.failed;
}
