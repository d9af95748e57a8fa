/** The workflows that ship, each with a picture of a result, or else of the graph. They are read once. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Template } from '../../protocol/index.ts';
import { loadWorkflow } from '../../workflow/load.ts';

/** In order of preference. */
const PICTURES = [
  { extension: '.webp', mediaType: 'image/webp' },
  { extension: '.png', mediaType: 'image/png' },
  { extension: '.jpg', mediaType: 'image/jpeg' },
  { extension: '.svg', mediaType: 'image/svg+xml' },
] as const;

/** The templates listed first: those people begin with. The others follow by name. */
const FIRST = ['text-to-image', 'image-to-image', 'edit', 'inpaint', 'outpaint'];

interface Shipped {
  readonly template: Template;
  readonly picture: { readonly path: string; readonly mediaType: string };
}

export class Templates {
  readonly #folder: string;
  #shipped: Promise<readonly Shipped[]> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(): Promise<Template[]> {
    return (await this.#load()).map(({ template }) => template);
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
    const template: Template = {
      name,
      title: workflow.name,
      ...(workflow.description === undefined ? {} : { description: workflow.description }),
      picture: `/api/templates/${encodeURIComponent(name)}/picture`,
      ...(format.extension === '.svg' ? { drawing: true } : {}),
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
  const index = FIRST.indexOf(name);
  return index < 0 ? FIRST.length : index;
}
