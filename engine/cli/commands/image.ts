/**
 * `inkloom image "a prompt"`: text to image in one line. Its options are the parameters of the shipped text-to-image
 * workflow.
 */
import { loadRegistry } from '../../host/load-registry.ts';
import type { ExitCode } from '../exit.ts';
import { onlyArgument, readArguments, RUN_OPTIONS, RUN_OPTIONS_HELP } from '../options.ts';
import { pictureOptions, workflowOfPrompt } from '../picture-options.ts';
import { print } from '../print.ts';
import { runWorkflow } from '../run-workflow.ts';
import { withFileTexts } from '../set-values.ts';
import { settablesText } from '../settables-text.ts';

function helpText(names: readonly string[], settables: string): string {
  return `Usage: inkloom image "a prompt" [options]

Makes one picture.

Options of the picture: ${names.map((name) => `--${name}`).join(', ')}

With --models FOLDER, a model there that is whole in files of its own, as ComfyUI keeps it, is found by itself. If there
are several, choose with --model, --text-encoder and --vae; "inkloom models" lists them. With a model of your own,
size, steps and guidance are those of its family, unless you say otherwise: 1328 x 1328 and a guidance of 4 for
Qwen-Image, 1024 x 1024, 40 steps and no guidance for Qwen-Image-2.1.

--lora FILE[:STRENGTH] applies a LoRA: a file, or the name of one in a folder "loras" of --models; repeat for several.

--enhance lets the text encoder rewrite the prompt first, with details, style and framing. It needs one with its
language head, as Qwen-Image publishes it; nano, which ships, has none.

${RUN_OPTIONS_HELP}

${settables}`;
}

export async function image(args: readonly string[]): Promise<ExitCode> {
  const { workflow, names, table } = await pictureOptions();
  const { values, positionals } = readArguments(args, { ...table, ...RUN_OPTIONS });
  if (values.help) return print(helpText(names, settablesText(workflow, await loadRegistry(values.nodes))));
  const expected = 'Expected one prompt in quotes: inkloom image "a red star above a blue square"';
  const prompt = onlyArgument(positionals, expected);
  const set = await withFileTexts(values.set ?? []);
  const made = await workflowOfPrompt(prompt, { ...values, set }, names);
  return runWorkflow({ workflow: made.workflow, issues: [] }, { ...values, set: [...made.settings] });
}
