/** `inkloom image "a prompt"`: text to image in one line. Its options are the parameters of the workflow that ships. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadWorkflow } from '../../workflow/load.ts';
import { EXIT } from '../exit.ts';
import { type OptionTable, readArguments, RUN_OPTIONS, RUN_OPTIONS_HELP } from '../options.ts';
import { packageRoot, workflowFile } from '../../host/places.ts';
import { loadRegistry } from '../../host/load-registry.ts';
import { runWorkflow } from '../run-workflow.ts';
import { settablesText } from '../settables-text.ts';
import { UsageError } from '../../host/usage-error.ts';

/** The size the published checkpoints were trained for, and the guidance of their card; the workflow has those of the ones that ship. */
const PUBLISHED = ['width=1328', 'height=1328', 'guidance=4'] as const;

export async function image(args: readonly string[]): Promise<number> {
  const workflow = await loadWorkflow(workflowFile('text-to-image'));
  const names = Object.keys(workflow.parameters ?? {}).filter((name) => name !== 'prompt');
  const parameters: OptionTable = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
  const { values, positionals } = readArguments(args, { ...parameters, ...RUN_OPTIONS });
  if (values.help) {
    process.stdout.write(`Usage: inkloom image "a prompt" [options]

Makes one picture. Options besides those of every run: ${names.map((name) => `--${name}`).join(', ')}
With --model, a checkpoint of your own, pictures are 1328 x 1328, with a guidance of 4, unless you say otherwise.

${RUN_OPTIONS_HELP}

${settablesText(workflow, await loadRegistry(values.nodes))}
`);
    return EXIT.done;
  }
  if (positionals.length !== 1)
    throw new UsageError('Expected one prompt in quotes: inkloom image "a red star above a blue square"');
  const given = Object.entries(values).flatMap(([name, value]) =>
    names.includes(name) ? [`${name}=${String(value)}`] : [],
  );
  return runWorkflow(
    { workflow, issues: [] },
    { ...values, set: imageSettings(positionals[0] ?? '', [...given, ...(values.set ?? [])]) },
  );
}

/** What is set in the workflow: the prompt, what suits a checkpoint of the user's own, then what was asked for. */
export function imageSettings(prompt: string, chosen: readonly string[]): string[] {
  const model = chosen.findLast((setting) => setting.startsWith('model='))?.slice('model='.length);
  const suitable = model === undefined || ships(model) ? [] : PUBLISHED;
  return [`prompt=${prompt}`, ...suitable, ...chosen];
}

/** Whether a checkpoint is one of those in the package. */
function ships(model: string): boolean {
  return existsSync(join(packageRoot(), 'models', model));
}
