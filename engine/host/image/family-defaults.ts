/** The settings that the family of a model recommends. */
import { type FamilyDefaults, FamilyRegistry } from '../../../inference/index.ts';
import { modelLibrary } from '../../../nodes/services/model-library.ts';
import { modelFolders } from '../places.ts';

/**
 * @param model name of a checkpoint, or of a transformer in a file of its own.
 * @param models places as the user gave them.
 * @returns undefined for a model that is not there, or of no family: what opens it says so.
 */
export async function familyDefaults(
  model: string,
  models: readonly string[] = [],
): Promise<FamilyDefaults | undefined> {
  const library = modelLibrary(modelFolders(models));
  const path = await library.pathOf('transformer', model).catch(() => undefined);
  const family = path === undefined ? undefined : await new FamilyRegistry().recognise(path).catch(() => undefined);
  return family?.defaults;
}
