/** `inkloom models`: what is in the places for models, what is missing, whether one is sound, and how to get one. */
import { formatBytes } from '../../../inference/index.ts';
import { loraFiles } from '../../../nodes/services/lora-files.ts';
import { modelLibrary } from '../../../nodes/services/model-library.ts';
import { missingFor, pipelinesOf } from '../../../nodes/services/models/whole-pipelines.ts';
import { didYouMean } from '../../graph/closest.ts';
import { type Checkable, checkModel } from '../../host/check-model.ts';
import { compose } from '../../host/compose.ts';
import { commandFor, publishedPart } from '../../host/get/published.ts';
import { modelFolders } from '../../host/places.ts';
import { UsageError } from '../../host/usage-error.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readArguments } from '../options.ts';
import { print, printMessage } from '../print.ts';
import { settledSettings } from '../settled-settings.ts';
import { modelsText } from '../report/models-text.ts';

const HELP = `Usage: inkloom models [options]
       inkloom models check NAME [options]
       inkloom models get [NAME] [options]
       inkloom models convert NAME --to int8 [options]

Lists the models and LoRAs that are found, by kind, and what is missing for a whole model. They are known by their
tensors, never by their names. check opens every part, verifies sizes and shapes, and reads every byte. get loads a
whole model, or a part of one, from the Hugging Face Hub; convert writes a file in 8-bit integers. Their own options:
inkloom models get --help, inkloom models convert --help

  --models PLACE   look here; repeat for more (also INKLOOM_MODELS): a folder of checkpoints, an installation of
                   ComfyUI or its models, its extra_model_paths.yaml. The cache of the Hugging Face Hub is found by
                   itself
  --all            list models made for tests too
  --cache FOLDER   check: where digests are remembered
  --json           print one JSON object, for other programs`;

const OPTIONS = {
  models: { type: 'string', multiple: true },
  all: { type: 'boolean' },
  cache: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Milliseconds between two messages about progress. */
const OFTEN = 2000;

export async function models(args: readonly string[]): Promise<ExitCode> {
  if (args[0] === 'get') {
    // Loaded here, so that no other command pays for the client of the Hub.
    const { getModelCommand } = await import('./get-model.ts');
    return getModelCommand(args.slice(1));
  }
  if (args[0] === 'convert') {
    const { convertModelCommand } = await import('./convert-model.ts');
    return convertModelCommand(args.slice(1));
  }
  const { values, positionals } = readArguments(args, OPTIONS);
  if (values.help) return print(HELP);
  const [command, name, ...more] = positionals;
  const places = modelFolders(settledSettings({ models: values.models }).models ?? []);
  const [entries, loras] = await Promise.all([modelLibrary(places).entries(), loraFiles(places).entries()]);
  if (command === undefined) {
    const shown = entries.filter(({ isTest }) => values.all === true || !isTest);
    const missing = missingFor(pipelinesOf(shown), publishedPart);
    const found = { models: shown, loras, missing, places };
    return print(values.json ? JSON.stringify(found) : modelsText(found));
  }
  if (command !== 'check' || name === undefined || more.length > 0)
    throw new UsageError('Expected: inkloom models, inkloom models check NAME, or get or convert in place of check');
  return check(named([...entries, ...loras], name), values);
}

/** @throws UsageError for a name that no model has. */
function named(entries: readonly Checkable[], name: string): Checkable {
  const entry = entries.find((each) => each.name === name);
  if (entry) return entry;
  const names = entries.map((each) => each.name);
  const command = commandFor(name);
  const get = command === undefined ? '' : ` Get it: ${command}`;
  const hint = didYouMean(name, names) ?? '"inkloom models" lists all.';
  throw new UsageError(`There is no model "${name}".${get === '' ? ` ${hint}` : get}`);
}

async function check(
  entry: Checkable,
  { models: given, cache, json }: { models?: string[]; cache?: string; json?: boolean },
): Promise<ExitCode> {
  const composed = await compose(settledSettings({ models: given, cache, noCache: true }), printMessage, []);
  let said = Date.now();
  const say = (bytes: number, of: number): void => {
    if (json || Date.now() - said < OFTEN) return;
    said = Date.now();
    printMessage(`${entry.name}: ${formatBytes(bytes)} of ${formatBytes(of)} read`);
  };
  try {
    const { problems, files } = await checkModel(entry, composed, say);
    if (json) print(JSON.stringify({ ...entry, problems, files }));
    else {
      const licence = 'licence' in entry && entry.licence !== undefined ? `. ${entry.licence}` : '';
      const about = `${entry.name}: ${entry.model}, ${entry.format}, ${formatBytes(entry.bytes)}${licence}`;
      print([about, ...files.map(({ path, sha256 }) => `  ${sha256}  ${path}`)].join('\n'));
      print(problems.length === 0 ? 'It is sound.' : problems.join('\n'));
    }
    return problems.length === 0 ? EXIT.done : EXIT.failed;
  } finally {
    await composed.close();
  }
}
