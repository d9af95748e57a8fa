/** Errors about models that are not there: they say what is, where it was looked for, and what to put where. */
import { type ModelEntry, type ModelKind, UNKNOWN_MODEL } from './entries.ts';

/** Names of kinds in messages, and folders of ComfyUI that hold them. */
export const KINDS: Readonly<Record<ModelKind, { readonly title: string; readonly folder: string }>> = {
  checkpoint: { title: 'checkpoint', folder: 'checkpoints' },
  transformer: { title: 'transformer', folder: 'diffusion_models' },
  textEncoder: { title: 'text encoder', folder: 'text_encoders' },
  visionTower: { title: 'vision tower', folder: 'text_encoders' },
  vae: { title: 'VAE', folder: 'vae' },
  controlNet: { title: 'ControlNet', folder: 'controlnet' },
};

/** @param kind the kind is the name of a node's input too. */
export function modelMissing(
  kind: ModelKind,
  name: string,
  entries: readonly ModelEntry[],
  places: readonly string[],
): Error {
  const { title } = KINDS[kind];
  const expected = entries
    .filter(({ kinds, isTest }) => kinds.includes(kind) && !isTest)
    .map((entry) => entry.name)
    .join(', ');
  const choice = expected === '' ? 'There are none.' : `Known: ${expected}.`;
  const found = entries.find((entry) => entry.name === name);
  const searched = `Searched: ${places.join(', ')}${found ? reason(found) : ''}`;
  const details = { field: kind, expected, received: name };
  return Object.assign(new Error(`There is no ${title} "${name}". ${choice} ${searched}`), {
    code: 'model-missing',
    details,
  });
}

/** The reason why a model that has the name cannot be loaded as the kind asked for. */
function reason({ path, model, kinds, problem }: ModelEntry): string {
  if (problem !== undefined) return `. ${path} cannot be read: ${problem}`;
  if (kinds.length === 0) {
    const what = model === UNKNOWN_MODEL ? '' : `is ${model}, which `;
    return `. ${path} ${what}belongs to no family of models known here`;
  }
  return `. ${path} is ${model}: load it as ${kinds.map((kind) => KINDS[kind].title).join(' or ')}`;
}
