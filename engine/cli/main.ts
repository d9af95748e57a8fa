/** The command line: picks the command, turns errors into messages and exit codes. */
import { GraphError } from '../graph/graph-error.ts';
import { WorkflowError } from '../workflow/workflow-error.ts';
import { cache } from './commands/cache.ts';
import { draw } from './commands/draw.ts';
import { extract } from './commands/extract.ts';
import { image } from './commands/image.ts';
import { inspect } from './commands/inspect.ts';
import { plan } from './commands/plan.ts';
import { run } from './commands/run.ts';
import { start } from './commands/start.ts';
import type { Command, Program } from './program.ts';
import { EXIT } from './exit.ts';
import { packageVersion } from '../host/places.ts';
import { UsageError } from '../host/usage-error.ts';

const COMMANDS = new Map<string, Command>(Object.entries({ start, run, image, inspect, plan, draw, extract, cache }));

const HELP = `Inkloom: Qwen-Image workflows, without Python.

Usage: inkloom COMMAND

  start              the editor, in a browser, and the server behind it
  run WORKFLOW       run a saved workflow, or the one inside of a picture
  image "a prompt"   make one picture from a prompt
  inspect WORKFLOW   check a workflow and list what can be set in it
  plan WORKFLOW      what a run would compute, what it would reuse, how long it would take
  draw WORKFLOW      a picture of a workflow, as SVG
  extract PICTURE    the workflow a picture was made with
  cache ls           what is kept between runs; also: gc, verify, clear

  --version          the version
  COMMAND --help     more about a command`;

/**
 * @param args without the names of node and the script.
 * @param program parts of the program that the command line does not import itself.
 * @returns the exit code.
 */
export async function main(args: readonly string[], program: Program): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(`${HELP}\n`);
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  if (name === '--version') {
    process.stdout.write(`${packageVersion()}\n`);
    return EXIT.done;
  }
  try {
    const command = COMMANDS.get(name);
    if (!command) throw new UsageError(`There is no command "${name}". Known: ${[...COMMANDS.keys()].join(', ')}`);
    return await command(rest, program);
  } catch (error) {
    return report(error, args.includes('--json'));
  }
}

function report(error: unknown, json: boolean): number {
  const usable = error instanceof UsageError || error instanceof WorkflowError || error instanceof GraphError;
  const message = error instanceof Error ? error.message : String(error);
  if (json) {
    const issues = error instanceof GraphError ? error.issues : undefined;
    process.stdout.write(`${JSON.stringify({ type: 'error', message, issues })}\n`);
  }
  process.stderr.write(`${usable || !(error instanceof Error) ? message : (error.stack ?? message)}\n`);
  return usable ? EXIT.usage : EXIT.failed;
}
