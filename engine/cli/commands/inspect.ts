/** `inkloom inspect workflow.json`: what a workflow is and what can be set in it. Runs nothing. */
import { planGraph } from '../../graph/plan.ts';
import { loadWorkflow } from '../../workflow/load.ts';
import { checkParameters, listSettables } from '../../workflow/settings.ts';
import { WorkflowError } from '../../workflow/workflow-error.ts';
import { EXIT } from '../exit.ts';
import { readArguments } from '../options.ts';
import { workflowFile } from '../../host/places.ts';
import { loadRegistry } from '../../host/load-registry.ts';
import { settablesText } from '../settables-text.ts';
import { UsageError } from '../../host/usage-error.ts';

const HELP = `Usage: inkloom inspect WORKFLOW [--json] [--nodes FILE]

Checks a workflow and lists what can be set in it: its parameters, then the inputs of its nodes.`;

export async function inspect(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    json: { type: 'boolean' },
    nodes: { type: 'string', multiple: true },
    help: { type: 'boolean', short: 'h' },
  });
  const [given] = positionals;
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return EXIT.done;
  }
  if (given === undefined || positionals.length > 1)
    throw new UsageError('Expected one workflow: inkloom inspect WORKFLOW');
  const registry = await loadRegistry(values.nodes);
  const file = workflowFile(given);
  const workflow = await loadWorkflow(file);
  const wrong = checkParameters(workflow, registry);
  if (wrong.length > 0) throw new WorkflowError(file, wrong);
  planGraph(workflow, registry);
  const { name, description } = workflow;
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ name, description, settables: listSettables(workflow, registry) }, null, 2)}\n`,
    );
  else
    process.stdout.write(
      `${name} (${file})\n${description ? `${description}\n` : ''}\n${settablesText(workflow, registry)}\n`,
    );
  return EXIT.done;
}
