/** `inkloom draw workflow.json`: a picture of a workflow. Runs nothing. */
import { writeFile } from 'node:fs/promises';
import { drawWorkflow } from '../../workflow/draw/draw.ts';
import { loadWorkflow } from '../../workflow/load.ts';
import { EXIT } from '../exit.ts';
import { readArguments } from '../options.ts';
import { workflowFile } from '../../host/places.ts';
import { loadRegistry } from '../../host/load-registry.ts';
import { UsageError } from '../../host/usage-error.ts';

const HELP = `Usage: inkloom draw WORKFLOW [-o FILE] [--nodes FILE]

Draws a workflow as SVG, to standard output or a file.`;

export async function draw(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    out: { type: 'string', short: 'o' },
    nodes: { type: 'string', multiple: true },
    help: { type: 'boolean', short: 'h' },
  });
  const [given] = positionals;
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return EXIT.done;
  }
  if (given === undefined || positionals.length > 1)
    throw new UsageError('Expected one workflow: inkloom draw WORKFLOW');
  const svg = drawWorkflow(await loadWorkflow(workflowFile(given)), await loadRegistry(values.nodes));
  if (values.out === undefined) process.stdout.write(svg);
  else await writeFile(values.out, svg);
  return EXIT.done;
}
