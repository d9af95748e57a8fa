/** How to get a model, a part of it, or a file by its name: the commands that lists and errors name. */
import type { PartKind } from '../../../inference/index.ts';
import type { Published, PublishedPart } from '../../../nodes/services/models/whole-pipelines.ts';
import { type HubFile, KNOWN_MODELS, type KnownModel } from './models-table.ts';

/** Folders of the table by the names that `--only` takes. */
export const PARTS = {
  'transformer': 'diffusion_models',
  'text-encoder': 'text_encoders',
  'vae': 'vae',
} as const satisfies Readonly<Record<string, HubFile['folder']>>;

export type PartName = keyof typeof PARTS;

const PART_OF_KIND: Readonly<Partial<Record<PartKind, PartName>>> = {
  transformer: 'transformer',
  textEncoder: 'text-encoder',
  vae: 'vae',
};

/** The part of a published model, in its first format. */
export const publishedPart: PublishedPart = (name, kind) => {
  const part = PART_OF_KIND[kind];
  const model = KNOWN_MODELS.find((each) => each.name === name);
  const [first] = model?.formats.values() ?? [];
  const file = part && first?.find(({ folder }) => folder === PARTS[part]);
  return model && file ? publishedFile(model, file) : undefined;
};

/** The command that gets a model or a file, by its name; undefined for one that the table lacks. */
export function commandFor(name: string): string | undefined {
  const model = KNOWN_MODELS.find((each) => each.name.toLowerCase() === name.toLowerCase());
  return model ? `inkloom models get ${model.name}` : fileCommands().get(name);
}

/** Whether a file is the transformer of a published model, in any format. @param file its name without folders. */
export function isTransformerOf(name: string, file: string): boolean {
  const formats = KNOWN_MODELS.find((each) => each.name === name)?.formats.values() ?? [];
  return [...formats]
    .flat()
    .some(({ folder, path }) => folder === PARTS.transformer && path.split('/').at(-1) === file);
}

/** The LoRA that a published model is, as a file; undefined for one that is a pipeline. */
export function loraFileOf(name: string): string | undefined {
  const [files] = KNOWN_MODELS.find((each) => each.name === name)?.formats.values() ?? [];
  const lora = files?.find(({ folder }) => folder === 'loras');
  return lora?.path.split('/').at(-1);
}

/** Commands by the name of each file of the table. */
export function fileCommands(): ReadonlyMap<string, string> {
  const commands = new Map<string, string>();
  for (const model of KNOWN_MODELS)
    for (const file of [...model.formats.values()].flat()) {
      const { file: name, command } = publishedFile(model, file);
      if (!commands.has(name)) commands.set(name, command);
    }
  return commands;
}

function publishedFile({ name, formats }: KnownModel, file: HubFile): Published {
  const [format] = [...formats].find(([, files]) => files.includes(file)) ?? [];
  const [first, ...others] = formats.keys();
  const part = Object.entries(PARTS).find(([, folder]) => folder === file.folder)?.[0];
  const options = [
    ...(format === first || others.length === 0 ? [] : [`--format ${format}`]),
    ...(part === undefined ? [] : [`--only ${part}`]),
  ];
  return {
    file: file.path.split('/').at(-1) ?? file.path,
    repository: file.repository,
    command: ['inkloom models get', name, ...options].join(' '),
  };
}
