/** `inkloom import FILE`: a workflow of another program as one of Inkloom. Runs nothing. */
import { openWorkflow } from '../../host/open-workflow.ts';
import { workflowFile } from '../../host/workflow-file.ts';
import { inkloomJson } from '../../workflow/export/inkloom-json.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { onlyArgument, readArguments } from '../options.ts';
import { print, printMessage, writeAnswer } from '../print.ts';

const HELP = `Usage: inkloom import FILE [-o FILE]

Writes the workflow in a file as Inkloom's own, and says what was not understood. FILE is a workflow of ComfyUI, as its
editor saves it or exports it for its API, a picture (PNG, JPEG, WebP) that carries one, or a workflow of Inkloom of any
version. Nothing is lost: a node that Inkloom does not know is kept, and inkloom export --comfyui gives it back.

  -o, --out FILE   write the workflow to this file; default: standard output`;

export async function importFile(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, {
    out: { type: 'string', short: 'o' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) return print(HELP);
  const given = onlyArgument(positionals, 'Expected one file: inkloom import FILE -o workflow.json');
  const { workflow, issues } = await openWorkflow(workflowFile(given));
  for (const { message } of issues) printMessage(message);
  if (issues.length > 0) {
    printMessage(`${issues.length} of its parts have no counterpart here. Everything that needs none of them runs.`);
  }
  await writeAnswer(inkloomJson.write(workflow), values.out);
  return EXIT.done;
}
