/** Settings of the shipped text-to-image workflow for one prompt, as the command line and programs make pictures. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULTS, type FamilyDefaults } from '../../../inference/index.ts';
import { packageRoot } from '../places.ts';

/**
 * The settings of the workflow: the prompt, the defaults for the checkpoint, then the user's choices.
 * @param model undefined for the one that ships, for which the workflow is set.
 * @param published of the family of the model.
 */
export function imageSettings(
  prompt: string,
  chosen: readonly string[],
  model: string | undefined,
  published: FamilyDefaults = DEFAULTS,
): string[] {
  const defaults = model === undefined || isShipped(model) ? [] : settingsOf(published);
  return [`prompt=${prompt}`, ...defaults, ...chosen];
}

function settingsOf({ sizes, steps, guidance }: FamilyDefaults): readonly string[] {
  const square = sizes['1:1'];
  const size = square ? [`width=${square[0]}`, `height=${square[1]}`] : [];
  return [...size, `steps=${steps}`, `guidance=${guidance}`];
}

/** Whether the package contains a checkpoint of this name. */
function isShipped(model: string): boolean {
  return existsSync(join(packageRoot(), 'models', model));
}
