/** The models of the operator's places, each known by its tensors and configs. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type FamilyRegistry, filesOf, type PartKind } from '../../../inference/index.ts';
import { type PictureSettings, type PictureSize, settingsOfModel, sizesOfModel } from './picture-settings.ts';
import { isNameBelow } from '../name-below.ts';
import { type Candidate, candidatesBelow, CHECKPOINT_MARK } from './candidates.ts';

/** A checkpoint is a whole pipeline. */
export type ModelKind = 'checkpoint' | PartKind;

export interface ModelEntry {
  /** Name in workflows. */
  readonly name: string;
  /** Absolute path of a folder or file. */
  readonly path: string;
  /** A folder in the diffusers layout; otherwise a file. */
  readonly isFolder: boolean;
  /** The parts it can be loaded as; empty for a model of no family known here. */
  readonly kinds: readonly ModelKind[];
  /** The model that it is, by its published name. */
  readonly model: string;
  /** Such as `bf16` or `Q4_K`. */
  readonly format: string;
  readonly bytes: number;
  /** Name of the family. */
  readonly family?: string;
  /** A licence that restricts its use, in a few words. */
  readonly licence?: string;
  /** Sizes where parts meet: see `FilePart`. */
  readonly fits: Readonly<Record<string, number>>;
  /** Why it cannot be loaded. */
  readonly problem?: string;
  /** The size and sampling that it was made for. */
  readonly settings?: PictureSettings;
  /** Sizes that it was made for. */
  readonly sizes?: readonly PictureSize[];
  /** Made for tests: it is found by its name, and not offered. */
  readonly isTest?: boolean;
}

/** In the place of a model's name. */
export const UNKNOWN_MODEL = 'no model known here';

/** Field of `model_index.json` that marks a model made for tests. */
const TEST_MARK = /"_inkloom_test": *true/;

/** Class of the pipeline in `model_index.json`. */
const PIPELINE = /"_class_name": *"(\w+)"/;

/** Parts that make a pipeline. */
const WHOLE: readonly PartKind[] = ['transformer', 'textEncoder', 'vae'];

export class ModelEntries {
  readonly #places: readonly string[];
  readonly #families: FamilyRegistry;
  /** By path and times: a file is read again when it changes. */
  readonly #read = new Map<string, Promise<ModelEntry | undefined>>();

  constructor(places: readonly string[], families: FamilyRegistry) {
    this.#places = places;
    this.#families = families;
  }

  /** Everything that may be a model, without reading it; of two with one name, the one in the earlier place. */
  async candidates(): Promise<readonly Candidate[]> {
    const found = await Promise.all(this.#places.map((place) => candidatesBelow(place)));
    const byName = new Map<string, Candidate>();
    for (const each of found.flat()) if (isNameBelow(each.name) && !byName.has(each.name)) byName.set(each.name, each);
    return [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Every model, sorted by name; a folder of no family is left out. Reads headers and configs. */
  async all(): Promise<readonly ModelEntry[]> {
    const entries: ModelEntry[] = [];
    for (const candidate of await this.candidates()) {
      const entry = await this.of(candidate);
      if (entry) entries.push(entry);
    }
    return entries;
  }

  async of(candidate: Candidate): Promise<ModelEntry | undefined> {
    const key = `${candidate.name} ${candidate.path} ${await stampOf(candidate)}`;
    const read = this.#read.get(key) ?? this.#entry(candidate);
    this.#read.set(key, read);
    return read;
  }

  async #entry(candidate: Candidate): Promise<ModelEntry | undefined> {
    const entry = await (candidate.isFile ? this.#file(candidate) : this.#folder(candidate));
    return this.#licensed(await this.#withSettings(entry));
  }

  async #withSettings(entry: ModelEntry | undefined): Promise<ModelEntry | undefined> {
    const makes = entry?.kinds.some((kind) => kind === 'checkpoint' || kind === 'transformer');
    const family = makes && entry?.family !== undefined ? await this.#families.defaults(entry.family) : undefined;
    if (!entry || !family) return entry;
    const settings = await settingsOfModel(entry.path, entry.isFolder, family);
    return { ...entry, settings, sizes: sizesOfModel(settings, family) };
  }

  async #licensed(entry: ModelEntry | undefined): Promise<ModelEntry | undefined> {
    const licence = entry?.family === undefined ? undefined : await this.#families.licence(entry.family);
    return entry && licence !== undefined ? { ...entry, licence } : entry;
  }

  async #file({ name, path }: Candidate): Promise<ModelEntry> {
    const place = { name, path, isFolder: false, kinds: [], bytes: (await stat(path)).size, fits: {} };
    try {
      const { format, recognised, other } = await this.#families.weightFile(path);
      if (!recognised) return { ...place, model: other ?? UNKNOWN_MODEL, format };
      const { family, parts } = recognised;
      const kinds = parts.map(({ kind }) => kind);
      const isWhole = WHOLE.every((kind) => kinds.includes(kind));
      const model = [...new Set(parts.map((part) => part.model))].join(', ');
      const fits = Object.assign({}, ...parts.map((part) => part.fits)) as ModelEntry['fits'];
      return { ...place, kinds: isWhole ? ['checkpoint', ...kinds] : kinds, model, format, family, fits };
    } catch (error) {
      const { message: problem } = error as Error;
      return { ...place, model: 'unreadable', format: '', problem };
    }
  }

  async #folder({ name, path }: Candidate): Promise<ModelEntry | undefined> {
    const place = { name, path, isFolder: true, format: '', bytes: await bytesOf(path), fits: {} };
    const index = await readFile(join(path, CHECKPOINT_MARK), 'utf8').catch(() => undefined);
    if (index === undefined) {
      const net = await this.#families.controlNet(path).catch(() => undefined);
      return net && { ...place, kinds: ['controlNet'], model: 'ControlNet', family: net.family };
    }
    const isTest = TEST_MARK.test(index) ? { isTest: true } : {};
    const checkpoint = { ...place, ...isTest, kinds: ['checkpoint', ...WHOLE] as const, model: 'pipeline' };
    try {
      const family = (await this.#families.recognise(path)).name;
      return { ...checkpoint, family, ...(await this.#about(path, index)) };
    } catch (error) {
      return { ...checkpoint, problem: (error as Error).message };
    }
  }

  /** Facts about a pipeline that its transformer tells, where it has one in a folder of this name. */
  async #about(path: string, index: string): Promise<Partial<ModelEntry>> {
    const file = await this.#families.weightFile(join(path, 'transformer')).catch(() => undefined);
    const part = file?.recognised?.parts[0];
    if (!file || !part) return {};
    const pipeline = PIPELINE.exec(index)?.[1];
    const model = pipeline === undefined ? part.model : `${part.model}, ${pipeline}`;
    return { model, format: file.format, fits: part.fits };
  }
}

async function stampOf({ path }: Candidate): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found ? `${found.ino}:${found.size}:${found.mtimeNs}` : 'gone';
}

async function bytesOf(folder: string): Promise<number> {
  const files = await filesOf(folder, ['']).catch(() => []);
  const sizes = await Promise.all(files.map(async ({ path }) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
