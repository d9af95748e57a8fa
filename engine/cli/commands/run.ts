/** `inkloom run workflow.json`: runs a saved workflow. */
import { importWorkflow, loadWorkflow } from '../../workflow/load.ts';
import { EXIT } from '../exit.ts';
import { readArguments, RUN_OPTIONS, RUN_OPTIONS_HELP } from '../options.ts';
import { workflowFile } from '../../host/places.ts';
import { loadRegistry } from '../../host/load-registry.ts';
import { runWorkflow } from '../run-workflow.ts';
import { settablesText } from '../settables-text.ts';
import { UsageError } from '../../host/usage-error.ts';

const HELP = `Usage: inkloom run WORKFLOW [options]

Runs a saved workflow and writes the pictures it makes. WORKFLOW is a file, the name of one that ships, or a
PNG made by Inkloom: it is made again, to the byte where models and settings are the same.
To see what can be set: inkloom run WORKFLOW --help, or inkloom inspect WORKFLOW

${RUN_OPTIONS_HELP}

Exit codes: 0 done, 1 the run failed, 2 the command line or the workflow cannot be used, 130 interrupted`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, RUN_OPTIONS);
  const [given, ...more] = positionals;
  if (values.help) {
    const settables =
      given === undefined
        ? ''
        : `\n\n${settablesText(await loadWorkflow(workflowFile(given)), await loadRegistry(values.nodes))}`;
    process.stdout.write(`${HELP}${settables}\n`);
    return EXIT.done;
  }
  if (given === undefined)
    throw new UsageError('Which workflow? inkloom run WORKFLOW, for example: inkloom run text-to-image');
  if (more.length > 0)
    throw new UsageError(`Expected one workflow, got also: ${more.join(' ')}. Values are set with --set name=value`);
  return runWorkflow(await importWorkflow(workflowFile(given)), values);
}
