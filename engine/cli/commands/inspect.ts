/** `inkloom inspect workflow.json`: checks a workflow and lists what can be set in it. Runs nothing. */
import { planGraph } from '../../graph/plan.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import { loadRegistry } from '../../host/load-registry.ts';
import { workflowFile } from '../../host/workflow-file.ts';
import { openWorkflow } from '../../host/open-workflow.ts';
import type { Workflow } from '../../workflow/schema.ts';
import { checkParameters, listSettables } from '../../workflow/settables.ts';
import { WorkflowError } from '../../workflow/workflow-error.ts';
import type { ExitCode } from '../exit.ts';
import { onlyArgument, readArguments } from '../options.ts';
import { print } from '../print.ts';
import { settablesText } from '../settables-text.ts';

const HELP = `Usage: inkloom inspect WORKFLOW [--json] [--nodes FILE]

Checks a workflow. Lists what can be set in it: its parameters, then the inputs of its nodes.

  --json         print one JSON object, for other programs
  --nodes FILE   load node types from a module`;

export async function inspect(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, {
    json: { type: 'boolean' },
    nodes: { type: 'string', multiple: true },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) return print(HELP);
  const given = onlyArgument(positionals, 'Expected one workflow: inkloom inspect WORKFLOW');
  const registry = await loadRegistry(values.nodes);
  const file = workflowFile(given);
  const { workflow } = await openWorkflow(file);
  check(workflow, file, registry);
  const { name, description } = workflow;
  if (values.json)
    return print(JSON.stringify({ name, description, settables: listSettables(workflow, registry) }, null, 2));
  const about = description ? `${description}\n` : '';
  return print(`${name} (${file})\n${about}\n${settablesText(workflow, registry)}`);
}

/** @throws WorkflowError for a parameter that leads nowhere, GraphError for a graph that cannot run. */
function check(workflow: Workflow, file: string, registry: NodeRegistry): void {
  const problems = checkParameters(workflow, registry);
  if (problems.length > 0) throw new WorkflowError(file, problems);
  planGraph(workflow, registry);
}
