/** The workflow of `inkloom image`: the shipped one, for a checkpoint or for the files of a pipeline. */
import { loadWorkflow } from '../../workflow/load.ts';
import type { Workflow } from '../../workflow/schema.ts';
import { chooseParts, type PartChoices } from './choose-parts.ts';
import { familyDefaults } from './family-defaults.ts';
import { imageSettings } from './image-settings.ts';
import { readLora, withLoras } from './loras.ts';
import { withParts } from './pipeline-parts.ts';
import { workflowFile } from '../workflow-file.ts';

export interface ImageWorkflow {
  readonly workflow: Workflow;
  /** Its settings, as `--set` takes them. */
  readonly settings: readonly string[];
}

/**
 * @param chosen the user's settings besides the model, such as `seed=7`.
 * @param loras as the user gave them: see {@link readLora}.
 * @param name of the workflow that ships.
 * @throws UsageError as {@link chooseParts} and {@link readLora}.
 */
export async function imageWorkflow(
  prompt: string,
  choices: PartChoices,
  chosen: readonly string[],
  loras: readonly string[] = [],
  name: 'text-to-image' | 'text-to-image-enhanced' = 'text-to-image',
): Promise<ImageWorkflow> {
  const shipped = withLoras(await loadWorkflow(workflowFile(name)), loras.map(readLora));
  const parts = await chooseParts(choices);
  const isInParts = 'transformer' in parts;
  const model = isInParts ? parts.transformer : parts.model;
  const defaults =
    model === undefined ? undefined : await familyDefaults(model, [...(choices.models ?? []), ...(choices.kept ?? [])]);
  const settings = [...(isInParts || model === undefined ? [] : [`model=${model}`]), ...chosen];
  return {
    workflow: isInParts ? withParts(shipped, parts) : shipped,
    settings: imageSettings(prompt, settings, model, defaults),
  };
}
