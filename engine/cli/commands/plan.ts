/** `inkloom plan workflow.json`: what a run would compute, what it would reuse, and how long it would take. Runs nothing. */
import { importWorkflow } from '../../workflow/load.ts';
import { EXIT } from '../exit.ts';
import { readArguments, RUN_OPTIONS } from '../options.ts';
import { workflowFile } from '../../host/places.ts';
import { planWorkflow } from '../run-workflow.ts';
import { UsageError } from '../../host/usage-error.ts';

const HELP = `Usage: inkloom plan WORKFLOW [options]

Says what inkloom run would do with the same options: which nodes it would compute and why, which results it would reuse, and
how long it would take by past runs. Computes nothing.

  --set name=value, --only NODE, --models FOLDER, --cache FOLDER, --json: as for inkloom run`;

export async function plan(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, RUN_OPTIONS);
  const [given, ...more] = positionals;
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return EXIT.done;
  }
  if (given === undefined || more.length > 0) throw new UsageError('Expected one workflow: inkloom plan WORKFLOW');
  return planWorkflow(await importWorkflow(workflowFile(given)), values);
}
