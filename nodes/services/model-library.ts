/** The operator's models. A workflow names a model; only names of models in the operator's places are known. */
import { resolve } from 'node:path';
import { withSlashes } from '../../engine/graph/portable-name.ts';
import { FamilyRegistry } from '../../inference/index.ts';
import { ModelEntries, type ModelEntry, type ModelKind } from './models/entries.ts';
import { modelMissing } from './models/missing.ts';
import { openFolder, openWholeFile } from './models/open-checkpoint.ts';
import type { ModelLibrary, OpenedCheckpoint } from './tokens.ts';

/**
 * @param places folders and installations, searched in this order; the first that has a name wins.
 * @param families tell what a folder or file holds; default: those that ship.
 */
export function modelLibrary(places: readonly string[], families = new FamilyRegistry()): ModelLibrary {
  const roots = places.map((place) => resolve(place));
  const entries = new ModelEntries(roots, families);

  /** @throws Error that lists the known names. */
  async function find(kind: ModelKind, given: string): Promise<ModelEntry> {
    const name = withSlashes(given);
    const candidate = (await entries.candidates()).find((each) => each.name === name);
    const entry = candidate && (await entries.of(candidate));
    if (entry?.kinds.includes(kind)) return entry;
    throw modelMissing(kind, given, await entries.all(), roots);
  }

  /** The parts of the family of a file. */
  async function partsOf(entry: ModelEntry) {
    const family = entry.family ?? '';
    return { family, parts: await families.parts(family), files: { dir: entry.path } };
  }

  async function openWhole(entry: ModelEntry): Promise<OpenedCheckpoint> {
    if (entry.isFolder) return openFolder(entry.path, await families.recognise(entry.path));
    const { family, parts, files } = await partsOf(entry);
    return openWholeFile(files, family, parts);
  }

  return {
    pathOf: async (kind, name) => (await find(kind, name)).path,
    openCheckpoint: async (name) => openWhole(await find('checkpoint', name)),
    async openTransformer(name, variant) {
      const entry = await find('transformer', name);
      if (entry.isFolder) return (await openWhole(entry)).transformer;
      const { family, parts, files } = await partsOf(entry);
      const chosen = variant === undefined ? files : { ...files, variant };
      return { family, ...(await parts.openTransformer(chosen)) };
    },
    async openTextEncoder(name, pictures, vision) {
      const entry = await find('textEncoder', name);
      if (entry.isFolder) return (await openWhole(entry)).textEncoder;
      const { family, parts, files } = await partsOf(entry);
      const tower = vision === undefined ? undefined : (await find('visionTower', vision)).path;
      const chosen = tower === undefined ? files : { ...files, companions: [tower] };
      return { family, ...(await parts.openTextEncoder(chosen, pictures ?? 'several')) };
    },
    async openVae(name) {
      const entry = await find('vae', name);
      if (entry.isFolder) return (await openWhole(entry)).vae;
      const { family, parts, files } = await partsOf(entry);
      return { family, ...(await parts.openVae(files)) };
    },
    async openControlNet(name) {
      const { family, parts, files } = await partsOf(await find('controlNet', name));
      return { family, ...(await parts.openControlNet(files)) };
    },
    names: async (kind) =>
      (await entries.all()).filter(({ kinds, isTest }) => kinds.includes(kind) && !isTest).map(({ name }) => name),
    entries: () => entries.all(),
  };
}
