/** `inkloom extract image.png`: the workflow a picture was made with. */
import { loadRegistry } from '../../host/load-registry.ts';
import { inkloomJson } from '../../workflow/export/inkloom-json.ts';
import { importWorkflow } from '../../workflow/load.ts';
import { ofOnePicture } from '../../workflow/picture/one-picture.ts';
import { WorkflowError } from '../../workflow/workflow-error.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { onlyArgument, readArguments } from '../options.ts';
import { print, writeAnswer } from '../print.ts';

const HELP = `Usage: inkloom extract PICTURE [-o FILE] [--whole] [--json] [--nodes FILE]

Writes the workflow that a picture (PNG, JPEG, WebP) was made with. Every setting of the run is applied.
For a picture of a batch (--each, or a list in the workflow) it is the workflow of this one picture.

  -o, --out FILE   write to this file; default: standard output
  --whole          write the workflow of the whole batch
  --json           write more: the values of every node, the digests of the models and Inkloom's version
  --nodes FILE     load node types from a module`;

export async function extract(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, {
    out: { type: 'string', short: 'o' },
    whole: { type: 'boolean' },
    json: { type: 'boolean' },
    nodes: { type: 'string', multiple: true },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) return print(HELP);
  const file = onlyArgument(positionals, 'Expected one picture: inkloom extract PICTURE');
  const { provenance: read } = await importWorkflow(file);
  if (!read) throw new WorkflowError(file, ['a workflow file, not a picture: run it as it is']);
  const provenance = values.whole ? read : ofOnePicture(read, await loadRegistry(values.nodes));
  const content = values.json ? `${JSON.stringify(provenance, null, 2)}\n` : inkloomJson.write(provenance.workflow);
  await writeAnswer(content, values.out);
  return EXIT.done;
}
