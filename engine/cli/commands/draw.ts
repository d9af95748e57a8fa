/** `inkloom draw workflow.json`: a drawing of a workflow. Runs nothing. */
import { loadRegistry } from '../../host/load-registry.ts';
import { workflowFile } from '../../host/workflow-file.ts';
import { drawWorkflow } from '../../workflow/draw/draw.ts';
import { openWorkflow } from '../../host/open-workflow.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { onlyArgument, readArguments } from '../options.ts';
import { print, writeAnswer } from '../print.ts';

const HELP = `Usage: inkloom draw WORKFLOW [-o FILE] [--nodes FILE]

Draws a workflow as SVG.

  -o, --out FILE   write the drawing to this file; default: standard output
  --nodes FILE     load node types from a module`;

export async function draw(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, {
    out: { type: 'string', short: 'o' },
    nodes: { type: 'string', multiple: true },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) return print(HELP);
  const given = onlyArgument(positionals, 'Expected one workflow: inkloom draw WORKFLOW');
  const { workflow } = await openWorkflow(workflowFile(given));
  const svg = drawWorkflow(workflow, await loadRegistry(values.nodes));
  await writeAnswer(svg, values.out);
  return EXIT.done;
}
