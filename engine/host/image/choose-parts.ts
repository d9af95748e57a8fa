/** Chooses the files of a pipeline for a command: those the user names, else the only ones that make a whole. */
import type { ModelEntry } from '../../../nodes/services/models/entries.ts';
import { isWhole, missingFor, type Pipeline, pipelinesOf } from '../../../nodes/services/models/whole-pipelines.ts';
import { loraFiles } from '../../../nodes/services/lora-files.ts';
import { modelLibrary } from '../../../nodes/services/model-library.ts';
import type { PipelineParts } from './pipeline-parts.ts';
import { modelFolders, ownModelFolders } from '../places.ts';
import { publishedPart } from '../get/published.ts';
import { UsageError } from '../usage-error.ts';

export interface PartChoices {
  /** Name of a checkpoint or transformer. */
  readonly model?: string | undefined;
  readonly textEncoder?: string | undefined;
  readonly vae?: string | undefined;
  /** Places as the user gave them. */
  readonly models?: readonly string[] | undefined;
  /** Further places: those of the settings. */
  readonly kept?: readonly string[] | undefined;
}

/**
 * @returns names of three files; of a checkpoint; or nothing, when the user named no model and the places hold none.
 * @throws UsageError when a part is missing, or several would do: it says which, and what to type.
 */
export async function chooseParts(choices: PartChoices): Promise<PipelineParts | { readonly model?: string }> {
  const { model, textEncoder, vae, models = [], kept = [] } = choices;
  const given = [...models, ...kept];
  const own = ownModelFolders(given);
  if (model === undefined && own.length === 0) return {};
  const [mine, all] = await Promise.all([modelLibrary(own).entries(), modelLibrary(modelFolders(given)).entries()]);
  if (model === undefined && models.length > 0 && mine.length === 0) await expectSomething(own);
  const known = all.find(({ name }) => name === model);
  const whole = textEncoder === undefined && vae === undefined;
  if (model !== undefined && whole && known?.kinds.includes('transformer') !== true) return { model };
  if (known?.kinds.includes('checkpoint') && whole) return { model: known.name };

  const searched = (model === undefined ? mine : all)
    .filter((entry) => !entry.kinds.includes('transformer') || model === undefined || entry.name === model)
    .filter(named('textEncoder', textEncoder))
    .filter(named('vae', vae));
  const pipelines = pipelinesOf(searched);
  const complete = pipelines.filter(isWhole);
  const files = searched.filter(({ kinds, isFolder }) => kinds.includes('checkpoint') && !isFolder);
  const [first] = complete;
  const [file] = files;
  if (!first && !file) return nothing(pipelines, choices);
  if (first && isOnly(first) && complete.length === 1 && files.length === 0) return partsOf(first);
  if (file && !first && files.length === 1) return { model: file.name };
  throw new UsageError(severalText(complete, files));
}

/** @throws UsageError for places without models and LoRAs, in place of which the model that ships would be used. */
async function expectSomething(places: readonly string[]): Promise<void> {
  if ((await loraFiles(places).entries()).length > 0) return;
  throw new UsageError(
    `No model was found in ${places.join(', ')}. Name the folder that holds "diffusion_models" or a checkpoint, or ` +
      'leave --models out for nano, which ships.',
  );
}

/** Leaves out parts of a kind with another name than the one the user chose. */
function named(kind: 'textEncoder' | 'vae', name: string | undefined): (entry: ModelEntry) => boolean {
  return (entry) => !entry.kinds.includes(kind) || name === undefined || entry.name === name;
}

function isOnly({ textEncoders, vaes }: Pipeline): boolean {
  return textEncoders.length === 1 && vaes.length === 1;
}

function partsOf({ transformer, textEncoders: [textEncoder], vaes: [vae] }: Pipeline): PipelineParts {
  return { transformer: transformer.name, textEncoder: textEncoder?.name ?? '', vae: vae?.name ?? '' };
}

/** @throws UsageError for parts that make no whole. */
function nothing(
  pipelines: readonly Pipeline[],
  { model, textEncoder, vae }: PartChoices,
): { readonly model?: string } {
  const missing = missingFor(pipelines, publishedPart);
  if (missing.length > 0) throw new UsageError(`No whole model: ${missing.join('. ')}. "inkloom models" lists all.`);
  if (textEncoder === undefined && vae === undefined) return model === undefined ? {} : { model };
  throw new UsageError(
    `There is no transformer in a file of its own for ${textEncoder ?? vae}: name one with --model. ` +
      '"inkloom models" lists all.',
  );
}

function severalText(complete: readonly Pipeline[], files: readonly ModelEntry[]): string {
  const models = names([...complete.map(({ transformer }) => transformer), ...files]);
  const encoders = names(complete.flatMap(({ textEncoders }) => textEncoders));
  const vaes = names(complete.flatMap((pipeline) => pipeline.vaes));
  return `Several models are there. Choose: --model ${models}, --text-encoder ${encoders}, --vae ${vaes}`;
}

function names(entries: readonly ModelEntry[]): string {
  return [...new Set(entries.map(({ name }) => name))].join(' | ');
}
