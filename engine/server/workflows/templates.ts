/** The workflows that ship, with a picture each: of a result when there is one, else of the graph. Read once. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { loadWorkflow } from '../../workflow/load.ts';
import type { Template } from '../../protocol/index.ts';

/** The preferred first. */
const PICTURES = [
  { extension: '.webp', mediaType: 'image/webp' },
  { extension: '.png', mediaType: 'image/png' },
  { extension: '.jpg', mediaType: 'image/jpeg' },
  { extension: '.svg', mediaType: 'image/svg+xml' },
] as const;

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
    return (this.#shipped ??= this.#read());
  }

  async #read(): Promise<readonly Shipped[]> {
    const files = new Set(await readdir(this.#folder));
    const names = [...files]
      .filter((file) => file.endsWith('.json') && file !== 'workflow.schema.json')
      .map((file) => basename(file, '.json'))
      .toSorted(byUse);
    return (await Promise.all(names.map((name) => this.#one(name, files)))).flat();
  }

  async #one(name: string, files: ReadonlySet<string>): Promise<readonly Shipped[]> {
    const picture = PICTURES.find(({ extension }) => files.has(name + extension));
    if (!picture) return [];
    const workflow = await loadWorkflow(join(this.#folder, `${name}.json`));
    return [
      {
        template: {
          name,
          title: workflow.name,
          ...(workflow.description === undefined ? {} : { description: workflow.description }),
          picture: `/api/templates/${encodeURIComponent(name)}/picture`,
          ...(picture.extension === '.svg' ? { drawing: true } : {}),
          workflow,
        },
        picture: { path: join(this.#folder, name + picture.extension), mediaType: picture.mediaType },
      },
    ];
  }
}

/** What people begin with comes first, the rest by name. */
const FIRST = ['text-to-image', 'image-to-image', 'edit', 'inpaint', 'outpaint'];

function byUse(a: string, b: string): number {
  const [one, other] = [a, b].map((name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length));
  return (one ?? 0) - (other ?? 0) || (a < b ? -1 : 1);
}
