/** Options of a picture that `inkloom image` and `inkloom batch` share: the parameters of the shipped workflow. */
import { imageWorkflow, type ImageWorkflow } from '../host/image/image-workflow.ts';
import { workflowFile } from '../host/workflow-file.ts';
import { loadWorkflow } from '../workflow/load.ts';
import type { Workflow } from '../workflow/schema.ts';
import type { OptionTable } from './options.ts';
import { keptPlaces } from './settled-settings.ts';

const ENHANCE = { enhance: { type: 'boolean' } } as const satisfies OptionTable;

/** Repeated for several. */
const LORA = { lora: { type: 'string', multiple: true } } as const satisfies OptionTable;

/** Options that name files of a pipeline, besides `--model`. */
const FILES: readonly string[] = ['text-encoder', 'vae'];

export interface PictureOptions {
  /** The shipped text-to-image workflow. */
  readonly workflow: Workflow;
  /** Names of the options that take a text, as `--name` takes them. */
  readonly names: readonly string[];
  readonly table: OptionTable & typeof LORA & typeof ENHANCE;
}

/** The options, named after the parameters of the workflow besides the prompt. */
export async function pictureOptions(): Promise<PictureOptions> {
  const workflow = await loadWorkflow(workflowFile('text-to-image'));
  const names = [...Object.keys(workflow.parameters ?? {}).filter((name) => name !== 'prompt'), ...FILES];
  const parameters: OptionTable = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
  return { workflow, names, table: { ...parameters, ...LORA, ...ENHANCE } };
}

/** Values of the command line that the options are read from. */
interface PictureValues {
  readonly models?: readonly string[] | undefined;
  readonly set?: readonly string[] | undefined;
  readonly lora?: readonly string[] | undefined;
  readonly enhance?: boolean | undefined;
}

/** Options that are settings of a workflow, such as `steps=20`. */
export function chosenSettings(values: object, names: readonly string[]): string[] {
  return Object.entries(values)
    .filter(([name]) => names.includes(name) && name !== 'model' && !FILES.includes(name))
    .map(([name, value]) => `${name}=${String(value)}`);
}

/** The workflow of a prompt with the options of a command. @throws UsageError as {@link imageWorkflow}. */
export function workflowOfPrompt(
  prompt: string,
  values: PictureValues,
  names: readonly string[],
): Promise<ImageWorkflow> {
  const text = (name: string): string | undefined => (values as Readonly<Record<string, string | undefined>>)[name];
  const places = { models: values.models, kept: keptPlaces() };
  const choices = { model: text('model'), textEncoder: text('text-encoder'), vae: text('vae'), ...places };
  const settings = [...chosenSettings(values, names), ...(values.set ?? [])];
  const shipped = values.enhance ? 'text-to-image-enhanced' : 'text-to-image';
  return imageWorkflow(prompt, choices, settings, values.lora, shipped);
}
