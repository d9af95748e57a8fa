/**
 * The workflows that ship, each with a picture of a result, or else of the graph. They are read once, and fitted to the
 * models that are there with every question.
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { NodeRegistry } from '../../graph/registry.ts';
import { loraFileOf } from '../../host/get/published.ts';
import type { MissingModel, Template } from '../../protocol/index.ts';
import { loadWorkflow } from '../../workflow/load.ts';
import { fitted, publishedAmong } from './fitted.ts';
import type { ModelsThere } from './models-there.ts';
import { missingModel, missingModels } from './named-models.ts';
import { TEMPLATE_TABLE } from './template-table.ts';

/** In order of preference. */
const PICTURES = [
  { extension: '.webp', mediaType: 'image/webp' },
  { extension: '.png', mediaType: 'image/png' },
  { extension: '.jpg', mediaType: 'image/jpeg' },
  { extension: '.svg', mediaType: 'image/svg+xml' },
] as const;

/** In the order of lists. */
const ORDER = Object.keys(TEMPLATE_TABLE);

interface Shipped {
  readonly template: Omit<Template, 'missing' | 'suits'>;
  readonly picture: { readonly path: string; readonly mediaType: string };
}

export class Templates {
  readonly #folder: string;
  #shipped: Promise<readonly Shipped[]> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(registry: NodeRegistry, there: ModelsThere): Promise<Template[]> {
    return (await this.#load()).map(({ template }) => {
      const workflow = fitted(template.workflow, there.entries);
      const missing = missingModels(workflow, registry, there);
      return { ...template, workflow, missing, suits: missingOf(TEMPLATE_TABLE[template.name]?.suits ?? [], there) };
    });
  }

  async picture(name: string): Promise<Shipped['picture'] | undefined> {
    return (await this.#load()).find(({ template }) => template.name === name)?.picture;
  }

  #load(): Promise<readonly Shipped[]> {
    return (this.#shipped ??= this.#readAll());
  }

  async #readAll(): Promise<readonly Shipped[]> {
    const files = new Set(await readdir(this.#folder));
    const names = [...files]
      .filter((file) => file.endsWith('.json') && file !== 'workflow.schema.json')
      .map((file) => basename(file, '.json'))
      .toSorted(byUse);
    return (await Promise.all(names.map((name) => this.#read(name, files)))).flat();
  }

  /** Nothing for a workflow without a picture. */
  async #read(name: string, files: ReadonlySet<string>): Promise<readonly Shipped[]> {
    const format = PICTURES.find(({ extension }) => files.has(name + extension));
    if (!format) return [];
    const workflow = await loadWorkflow(join(this.#folder, `${name}.json`));
    const template: Shipped['template'] = {
      name,
      title: workflow.name,
      ...(workflow.description === undefined ? {} : { description: workflow.description }),
      picture: `/api/templates/${encodeURIComponent(name)}/picture`,
      ...(format.extension === '.svg' ? { drawing: true } : {}),
      category: TEMPLATE_TABLE[name]?.category ?? 'create',
      workflow,
    };
    const path = join(this.#folder, name + format.extension);
    return [{ template, picture: { path, mediaType: format.mediaType } }];
  }
}

function byUse(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || (a < b ? -1 : 1);
}

function rankOf(name: string): number {
  const index = ORDER.indexOf(name);
  return index < 0 ? ORDER.length : index;
}

/** Of published models, those that are not there. */
function missingOf(names: readonly string[], { entries, loras }: ModelsThere): readonly MissingModel[] {
  return names.flatMap((name) => {
    const file = loraFileOf(name);
    if (file !== undefined) return loras.includes(file) ? [] : [missingModel('lora', name)];
    return publishedAmong(entries, name) === undefined ? [missingModel('checkpoint', name)] : [];
  });
}
