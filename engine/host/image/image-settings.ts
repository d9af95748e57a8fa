/** Settings of the shipped text-to-image workflow for one prompt, as the command line and programs make pictures. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../places.ts';

/** Settings for a published checkpoint: the size it was trained for, and the guidance its model card recommends. */
const PUBLISHED = ['width=1328', 'height=1328', 'guidance=4'] as const;

/**
 * The settings of the workflow: the prompt, the defaults for the checkpoint, then the user's choices.
 * @param named the model, when it is no setting of the workflow; default: that of the settings.
 */
export function imageSettings(prompt: string, chosen: readonly string[], named?: string): string[] {
  const model = named ?? chosen.findLast((setting) => setting.startsWith('model='))?.slice('model='.length);
  const defaults = model === undefined || isShipped(model) ? [] : PUBLISHED;
  return [`prompt=${prompt}`, ...defaults, ...chosen];
}

/** Whether the package contains a checkpoint of this name. */
function isShipped(model: string): boolean {
  return existsSync(join(packageRoot(), 'models', model));
}
