/** `inkloom image "a prompt"`: text to image in one line. Its options are the parameters of the workflow that ships. */
import { loadWorkflow } from '../../workflow/load.ts';
import { EXIT } from '../exit.ts';
import { type OptionTable, readArguments, RUN_OPTIONS, RUN_OPTIONS_HELP } from '../options.ts';
import { workflowFile } from '../places.ts';
import { loadRegistry } from '../registry.ts';
import { runWorkflow } from '../run-workflow.ts';
import { settablesText } from '../settables-text.ts';
import { UsageError } from '../usage-error.ts';

export async function image(args: readonly string[]): Promise<number> {
  const workflow = await loadWorkflow(workflowFile('text-to-image'));
  const names = Object.keys(workflow.parameters ?? {}).filter((name) => name !== 'prompt');
  const parameters: OptionTable = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
  const { values, positionals } = readArguments(args, { ...parameters, ...RUN_OPTIONS });
  if (values.help) {
    process.stdout.write(`Usage: inkloom image "a prompt" [options]

Makes one picture. Options besides those of every run: ${names.map((name) => `--${name}`).join(', ')}

${RUN_OPTIONS_HELP}

${settablesText(workflow, await loadRegistry(values.nodes))}
`);
    return EXIT.done;
  }
  if (positionals.length !== 1) throw new UsageError('Expected one prompt in quotes: inkloom image "a red fox in the snow"');
  const given = Object.entries(values).flatMap(([name, value]) => (names.includes(name) ? [`${name}=${String(value)}`] : []));
  const set = [`prompt=${positionals[0]}`, ...given, ...(values.set ?? [])];
  return runWorkflow({ workflow }, { ...values, set });
}
