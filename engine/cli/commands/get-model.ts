/** `inkloom models get`: loads a whole model from the Hugging Face Hub into folders that `--models` reads. */
import { didYouMean } from '../../graph/closest.ts';
import { getModel, layoutFolder } from '../../host/get/get-model.ts';
import { hubAt } from '../../host/get/hub.ts';
import { KNOWN_MODELS, type HubFile, type KnownModel } from '../../host/get/models-table.ts';
import { type PartName, PARTS } from '../../host/get/published.ts';
import { UsageError } from '../../host/usage-error.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readArguments } from '../options.ts';
import { print, printMessage } from '../print.ts';
import { formatsText, gotText, knownModelsText } from '../report/get-text.ts';
import { downloadReporter } from '../report/download.ts';
import { onStopSignal } from '../stop-signal.ts';

const HELP = `Usage: inkloom models get NAME [options]
       inkloom models get

Loads the files of a whole model from the Hugging Face Hub: transformer, text encoder and VAE. Without a name it lists
the models that it knows, their formats and licences. What is there is not loaded again. A loading that was stopped
goes on where it stopped. Digests are compared with those of the Hub.

  --format FORMAT  such as int8, fp8, bf16 or gguf:Q4_K_M; default: the first one of the list
  --only PART      load one part: transformer, text-encoder or vae; repeat for two
  --to FOLDER      put the files into the folders of ComfyUI below this one; default: models, where they are found
  --endpoint URL   load from a mirror of the Hub (also HF_ENDPOINT). The token of HF_TOKEN goes there, to no other host
  --json           print one JSON object, for other programs`;

const OPTIONS = {
  format: { type: 'string' },
  only: { type: 'string', multiple: true },
  to: { type: 'string' },
  endpoint: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @param args after `models get`. */
export async function getModelCommand(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (values.help) return print(HELP);
  const [name, ...more] = positionals;
  if (more.length > 0) throw new UsageError('Expected one model: inkloom models get NAME');
  if (name === undefined) return print(values.json ? JSON.stringify(knownModels()) : knownModelsText(KNOWN_MODELS));
  const model = known(name);
  const { format, files: all } = filesOf(model, values.format);
  const files = partsOf(model.name, all, values.only);
  const hub = hubAt(values.endpoint);
  const folder = layoutFolder(values.to ?? 'models');
  const { licence } = model;
  const page = `${hub.endpoint}/${model.page}`;
  const say = values.json ? printMessage : print;
  say(`${model.name}, ${format}. Licence: ${licence}, see ${page}`);
  const stopping = new AbortController();
  const restore = onStopSignal(() => stopping.abort());
  const { report, finished } = downloadReporter(process.stderr);
  try {
    const got = await getModel(files, { hub, folder, signal: stopping.signal, onProgress: report });
    finished();
    return print(
      values.json
        ? JSON.stringify({ name: model.name, format, licence, page, folder, files: got })
        : gotText(got, folder),
    );
  } catch (error) {
    finished();
    if (!stopping.signal.aborted) throw error;
    printMessage('Stopped. The same command goes on where it stopped');
    return EXIT.interrupted;
  } finally {
    restore();
  }
}

/** @throws UsageError for a name that is not in the table: it suggests one, and lists all. */
function known(name: string): KnownModel {
  const model = KNOWN_MODELS.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (model) return model;
  const names = KNOWN_MODELS.map((each) => each.name);
  const hint = didYouMean(name, names);
  const start = `There is no model "${name}" to get.${hint === undefined ? '' : ` ${hint}`}`;
  throw new UsageError(`${start} Known: ${names.join(', ')}`);
}

/** @throws UsageError for a format that the model does not come in. */
function filesOf(
  { name, formats }: KnownModel,
  wanted: string | undefined,
): {
  readonly format: string;
  readonly files: readonly HubFile[];
} {
  const names = [...formats.keys()];
  const given = wanted?.toLowerCase();
  const format = given === undefined ? names[0] : names.find((each) => each.toLowerCase() === given);
  const files = format === undefined ? undefined : formats.get(format);
  if (format !== undefined && files) return { format, files };
  throw new UsageError(`--format ${wanted ?? ''}: ${name} comes as ${formatsText(names)}`);
}

/** @throws UsageError for a part that there is not. */
function partsOf(name: string, files: readonly HubFile[], only: readonly string[] | undefined): readonly HubFile[] {
  if (only === undefined) return files;
  const folders = only.map((part) => {
    if (part in PARTS) return PARTS[part as PartName];
    throw new UsageError(`--only ${part}: expected one of ${Object.keys(PARTS).join(', ')}`);
  });
  const chosen = files.filter(({ folder }) => folders.some((each) => each === folder));
  if (chosen.length > 0) return chosen;
  throw new UsageError(`--only ${only.join(', ')}: ${name} is one file. Leave --only out`);
}

function knownModels(): readonly unknown[] {
  return KNOWN_MODELS.map(({ formats, ...model }) => ({ ...model, formats: Object.fromEntries(formats) }));
}
