/** `inkloom export WORKFLOW --comfyui`: a workflow as the file of another program. Runs nothing. */
import { exportComfyui } from '../../host/comfyui/export-comfyui.ts';
import { loadRegistry } from '../../host/load-registry.ts';
import { openWorkflow } from '../../host/open-workflow.ts';
import { UsageError } from '../../host/usage-error.ts';
import { workflowFile } from '../../host/workflow-file.ts';
import { applySettings } from '../../workflow/settings.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { onlyArgument, readArguments } from '../options.ts';
import { print, printMessage, writeAnswer } from '../print.ts';

const HELP = `Usage: inkloom export WORKFLOW --comfyui [--api] [-o FILE] [--set name=value] [--nodes FILE]

Writes a workflow as ComfyUI's. What came from ComfyUI goes back as it was, with its ids, places and nodes that Inkloom
does not know. What ComfyUI has no counterpart for is an error that says which value to choose.

  --comfyui          write the file that the editor of ComfyUI opens
  --api              write the prompt that the server of ComfyUI runs instead
  -o, --out FILE     write to this file; default: standard output
  --set name=value   set a parameter of the workflow, or an input as node.input, first; repeat for more
  --nodes FILE       load node types from a module

For example, with a schedule that ComfyUI has too:
  inkloom export text-to-image --comfyui --set schedule.curve=comfyui-simple --set denoise.rescale=false -o star.json`;

export async function exportWorkflow(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, {
    comfyui: { type: 'boolean' },
    api: { type: 'boolean' },
    out: { type: 'string', short: 'o' },
    set: { type: 'string', multiple: true },
    nodes: { type: 'string', multiple: true },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) return print(HELP);
  const given = onlyArgument(positionals, 'Expected one workflow: inkloom export WORKFLOW --comfyui');
  if (!values.comfyui) throw new UsageError('For which program? inkloom export WORKFLOW --comfyui');
  const registry = await loadRegistry(values.nodes);
  const where = workflowFile(given);
  const workflow = applySettings((await openWorkflow(where)).workflow, values.set ?? [], registry);
  const { file, issues } = exportComfyui(workflow, values.api ? 'prompt' : 'file', { registry, where: given });
  for (const { message } of issues) printMessage(message);
  await writeAnswer(file, values.out);
  return EXIT.done;
}
