/** `inkloom run workflow.json`: runs a saved workflow. */
import { loadRegistry } from '../../host/load-registry.ts';
import { openWorkflow } from '../../host/open-workflow.ts';
import { workflowFile } from '../../host/workflow-file.ts';
import { UsageError } from '../../host/usage-error.ts';
import type { ExitCode } from '../exit.ts';
import { REMOTE_RUN_HELP, REMOTE_RUN_OPTIONS, type RemoteRunValues, serverOf } from '../remote/remote-options.ts';
import { runRemote, takeUp } from '../remote/run-remote.ts';
import { readRunArguments, RUN_OPTIONS_HELP, type RunValues } from '../options.ts';
import { print } from '../print.ts';
import { runWorkflow } from '../run-workflow.ts';
import { settablesText } from '../settables-text.ts';

const HELP = `Usage: inkloom run WORKFLOW [options]

Runs a saved workflow and writes the pictures it makes.

WORKFLOW is one of
  a workflow file
  the name of a workflow that ships, such as text-to-image
  a workflow file of ComfyUI, as its editor saves it or exports it for its API, or a picture that carries one
  a picture made by Inkloom: with the same models and settings, the new picture has the same bytes

To see what can be set: inkloom run WORKFLOW --help, or inkloom inspect WORKFLOW

${RUN_OPTIONS_HELP}

${REMOTE_RUN_HELP}

Exit codes: 0 done, 1 the run failed, 2 the command line or the workflow cannot be used, 130 interrupted`;

export async function run(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = await readRunArguments(args, REMOTE_RUN_OPTIONS);
  const [given, ...more] = positionals;
  if (values.help) return print(await helpFor(given, values));
  const isRemote = serverOf(values) !== undefined;
  if (isRemote && (values.attach ?? values.cancel) !== undefined) return takeUp(noWorkflow(values, given));
  if (given === undefined)
    throw new UsageError('Which workflow? inkloom run WORKFLOW, for example: inkloom run text-to-image');
  if (more.length > 0)
    throw new UsageError(`Expected one workflow, got also: ${more.join(' ')}. Values are set with --set name=value`);
  const imported = await openWorkflow(workflowFile(given));
  return isRemote ? runRemote(imported, values) : runWorkflow(imported, values);
}

/** @throws UsageError for a workflow beside a run that has one. */
function noWorkflow(values: RemoteRunValues, given: string | undefined): RemoteRunValues {
  if (given === undefined) return values;
  throw new UsageError(`A run that is at the server has its workflow: leave out "${given}"`);
}

async function helpFor(given: string | undefined, { nodes }: RunValues): Promise<string> {
  if (given === undefined) return HELP;
  const { workflow } = await openWorkflow(workflowFile(given));
  return `${HELP}\n\n${settablesText(workflow, await loadRegistry(nodes))}`;
}
