/**
 * The families of models: the only place that lists them. A new family is one more entry here, or a module named when
 * Inkloom is composed.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openComponent } from '../checkpoint/component.ts';
import { formatName } from '../checkpoint/format-name.ts';
import type { FamilyDefaults } from './facts.ts';
import type { WeightSource } from '../checkpoint/weight-source.ts';
import { InferenceError } from '../errors.ts';
import type { ControlNetFacts } from './facts.ts';
import type { Family } from './family.ts';
import { folderFacts } from './folder-facts.ts';
import type { FamilyParts, FilePart } from './parts.ts';
import { otherModel } from './other-models.ts';
import { qwenImage } from './qwen-image/index.ts';
import { qwenImage21 } from './qwen-image-2.1/index.ts';
import type { ComponentRef } from './requests.ts';

/** The families that ship; the first one's defaults are offered before a checkpoint is chosen. */
const SHIPPED = [qwenImage, qwenImage21] as const;

export const DEFAULTS = SHIPPED[0].defaults;

/** Variants of transformers that not every file tells by its tensors: a sentence for people by name. */
export const VARIANTS: Readonly<Record<string, string>> = Object.assign(
  {},
  ...SHIPPED.map(({ defaults }) => defaults.variants),
);

/** Files that say what a folder is; one of them is in every folder a family can recognise. */
const DESCRIPTIONS = ['model_index.json', 'config.json', 'tokenizer_config.json'] as const;

export interface RecognisedControlNet {
  /** Name of its family. */
  readonly family: string;
  /** @throws InferenceError `config-invalid`. */
  open(): Promise<ControlNetFacts>;
}

export class FamilyRegistry {
  readonly #modules: readonly string[];
  #families: Promise<readonly Family[]> | undefined;

  /** @param modules URLs of ES modules that export `families`, a list of {@link Family} objects. */
  constructor(modules: readonly string[] = []) {
    this.#modules = modules;
  }

  /**
   * Every family, those of modules last.
   * @throws InferenceError `invalid-input` for a module that exports none.
   */
  all(): Promise<readonly Family[]> {
    return (this.#families ??= loadFamilies(this.#modules));
  }

  /**
   * The family of a checkpoint or component: of a folder by its configs, of a file by its tensors.
   * @throws InferenceError `file-missing` for a folder without any config, `config-invalid` when no family knows it.
   */
  async recognise(dir: string): Promise<Family> {
    const families = await this.all();
    const isFile = (await stat(dir).catch(() => undefined))?.isFile() === true;
    const owner = isFile ? (await this.weightFile(dir)).recognised?.family : undefined;
    if (owner !== undefined) return this.named(owner);
    const folder = folderFacts(dir);
    for (const family of families) if (await family.recognises(folder)) return family;
    const described = await Promise.all(DESCRIPTIONS.map((name) => folder.json(name)));
    if (!isFile && described.every((json) => json === undefined)) {
      const file = join(dir, 'config.json');
      throw new InferenceError('file-missing', `Config not found: ${file}`, { file });
    }
    const expected = families.map(({ name }) => name).join(', ');
    throw new InferenceError('config-invalid', `${dir} belongs to no family of models known here: ${expected}`, {
      file: dir,
      expected,
    });
  }

  /**
   * The family of a component: by the name it carries, else by its folder.
   * @throws InferenceError `invalid-input` for a name no family has, and those of {@link recognise}.
   */
  async of({ dir, family: name }: ComponentRef): Promise<Family> {
    return name === undefined ? this.recognise(dir) : this.named(name);
  }

  /** @throws InferenceError `invalid-input` for a name that no family has. */
  async named(name: string): Promise<Family> {
    const families = await this.all();
    const family = families.find((each) => each.name === name);
    if (family) return family;
    const expected = families.map((each) => each.name).join(', ');
    throw new InferenceError('invalid-input', `There is no family of models "${name}"; known: ${expected}`, {
      field: 'family',
      expected,
      received: name,
    });
  }

  /**
   * Reads the header of a weight file, and asks the families which parts of pipelines it holds.
   * @throws InferenceError for a file that is missing, damaged or of no known format.
   */
  async weightFile(path: string): Promise<WeightFile> {
    const weights = await openComponent(path);
    const recognised = await this.#partsOf(weights);
    return { format: formatName(weights), recognised, other: recognised ? undefined : otherModel(weights) };
  }

  /**
   * Opens the parts of a family.
   * @throws InferenceError `invalid-input` for a name no family has, or a family that keeps no parts in files.
   */
  async parts(name: string): Promise<FamilyParts> {
    const { parts } = await this.named(name);
    if (parts) return parts;
    throw new InferenceError('invalid-input', `Models of the family "${name}" are whole checkpoints`, {
      field: 'family',
    });
  }

  /** Sizes and settings of a family. */
  async defaults(name: string): Promise<FamilyDefaults | undefined> {
    return (await this.all()).find((family) => family.name === name)?.defaults;
  }

  /** The licence of a family that restricts the use of its models; undefined for others, and for unknown names. */
  async licence(name: string): Promise<string | undefined> {
    return (await this.all()).find((family) => family.name === name)?.licence;
  }

  async #partsOf(weights: WeightSource): Promise<RecognisedParts | undefined> {
    for (const { name: family, parts } of await this.all()) {
      const found = parts?.of(weights) ?? [];
      if (found.length > 0) return { family, parts: found };
    }
    return undefined;
  }

  /** The family whose ControlNet a folder holds, and its facts on demand; undefined for any other folder. */
  async controlNet(dir: string): Promise<RecognisedControlNet | undefined> {
    const folder = folderFacts(dir);
    for (const { name: family, controlNets } of await this.all()) {
      if (!controlNets || !(await controlNets.recognises(folder))) continue;
      return { family, open: () => controlNets.open(dir) };
    }
    return undefined;
  }
}

/** Parts of one family in a weight file. */
export interface RecognisedParts {
  readonly family: string;
  readonly parts: readonly FilePart[];
}

/** Facts about a weight file that its header tells. */
export interface WeightFile {
  /** Format of most of its numbers, such as `bf16`, `fp8 scaled` or `Q4_K`. */
  readonly format: string;
  /** Undefined for a file that belongs to no family. */
  readonly recognised: RecognisedParts | undefined;
  /** The model of another family that it is, as far as that is known. */
  readonly other: string | undefined;
}

async function loadFamilies(modules: readonly string[]): Promise<readonly Family[]> {
  const families: Family[] = [...SHIPPED];
  for (const url of modules) {
    for (const family of await familiesOf(url)) {
      if (families.some(({ name }) => name === family.name)) throw refused(url, `repeats family "${family.name}"`);
      families.push(family);
    }
  }
  return families;
}

async function familiesOf(url: string): Promise<readonly Family[]> {
  const module = (await import(url).catch((cause: unknown) => {
    throw refused(url, `cannot be loaded: ${(cause as Error).message}`, { cause });
  })) as { readonly families?: unknown };
  if (Array.isArray(module.families) && module.families.every(isFamily)) return module.families;
  throw refused(url, 'must export "families", a list of families');
}

function isFamily(value: unknown): value is Family {
  if (typeof value !== 'object' || value === null) return false;
  const { name, recognises, runtime } = value as Partial<Family>;
  return typeof name === 'string' && typeof recognises === 'function' && typeof runtime === 'function';
}

function refused(url: string, why: string, options?: ErrorOptions): InferenceError {
  return new InferenceError('invalid-input', `Module of model families ${url} ${why}`, { file: url }, options);
}
