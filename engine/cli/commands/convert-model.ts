/** `inkloom models convert`: a part of a model as a file in 8-bit integers, for Inkloom and for ComfyUI. */
import { FamilyRegistry } from '../../../inference/index.ts';
import { modelLibrary } from '../../../nodes/services/model-library.ts';
import { didYouMean } from '../../graph/closest.ts';
import { CONVERTED_PARTS, type ConvertedPart, convertModel } from '../../host/convert-model.ts';
import { modelFolders } from '../../host/places.ts';
import { UsageError } from '../../host/usage-error.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readArguments } from '../options.ts';
import { print, printMessage } from '../print.ts';
import { settledSettings } from '../settled-settings.ts';

const HELP = `Usage: inkloom models convert NAME --to int8 [options]

Writes a part of a model as one safetensors file in 8-bit integers (int8_tensorwise with convrot), which Inkloom
multiplies where it lies and which ComfyUI opens. Layers outside of the blocks keep their values. Nothing has to be
converted before a run: --precision int8 prepares what it needs by itself.

  --to int8        the format
  --part PART      transformer (default) or text-encoder, of a model that has both
  --out FILE       the new file; default: NAME-PART-int8.safetensors in the current folder
  --models PLACE   look here for NAME; repeat for more (also INKLOOM_MODELS)
  --json           print one JSON object, for other programs`;

const OPTIONS = {
  to: { type: 'string' },
  part: { type: 'string' },
  out: { type: 'string' },
  models: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Milliseconds between two messages about progress. */
const OFTEN = 2000;

/** @param args after `models convert`. */
export async function convertModelCommand(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (values.help) return print(HELP);
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new UsageError('Expected: inkloom models convert NAME --to int8');
  if (values.to !== 'int8') throw new UsageError(`--to: expected int8, got ${values.to ?? 'nothing'}`);
  const families = new FamilyRegistry();
  const models = modelLibrary(modelFolders(settledSettings({ models: values.models }).models ?? []), families);
  const entries = await models.entries();
  const entry = entries.find((each) => each.name === name);
  if (!entry) {
    const names = entries.map((each) => each.name);
    throw new UsageError(`There is no model "${name}". ${didYouMean(name, names) ?? '"inkloom models" lists all.'}`);
  }
  let said = Date.now();
  const say = (done: number, all: number): void => {
    if (Date.now() - said < OFTEN) return;
    said = Date.now();
    printMessage(`${name}: ${Math.floor((100 * done) / all)} % written`);
  };
  const out = await convertModel({ entry, part: partNamed(values.part), out: values.out }, models, families, say);
  print(values.json ? JSON.stringify({ name, out }) : `Wrote ${out}`);
  return EXIT.done;
}

/** @throws UsageError */
function partNamed(given: string | undefined): ConvertedPart | undefined {
  if (given === undefined) return undefined;
  const names = Object.keys(CONVERTED_PARTS) as readonly ConvertedPart[];
  const part = names.find((each) => each === given);
  if (part) return part;
  throw new UsageError(`--part: expected one of ${names.join(', ')}, got "${given}"`);
}
