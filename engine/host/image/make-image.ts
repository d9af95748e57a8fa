/** One picture from a prompt in one call, with the shipped text-to-image workflow. */
import type { PixelImage } from '../../../inference/index.ts';
import { FILE, IMAGE } from '../../../nodes/sockets.ts';
import { closest } from '../../graph/closest.ts';
import type { RunEvent } from '../../run/events.ts';
import { outputOf } from '../../run/read-outputs.ts';
import { provenanceOf, withProvenance } from '../../workflow/picture/provenance.ts';
import type { Workflow } from '../../workflow/schema.ts';
import { applySettings } from '../../workflow/settings.ts';
import { compose } from '../compose.ts';
import type { EngineSettings } from '../engine-settings.ts';
import { imageWorkflow } from './image-workflow.ts';
import { packageVersion } from '../places.ts';
import { UsageError } from '../usage-error.ts';

/** Values of the picture; what is left out is as in `inkloom image`. */
interface ImageChoices {
  readonly negative?: string | undefined;
  /**
   * Name of a checkpoint, or of a transformer in a file of its own. Default: the only whole model in files of its own
   * in `models`, else `nano`, which ships.
   */
  readonly model?: string | undefined;
  /** For a transformer in a file of its own: the file of the text encoder; default: the only one that fits. */
  readonly textEncoder?: string | undefined;
  /** The same for the file of the VAE. */
  readonly vae?: string | undefined;
  /** In pixels, a multiple of 16; default: as the model was trained. The same for `height`. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Default: 20, or what the family of the model recommends. */
  readonly steps?: number | undefined;
  /** Default: 2 for a checkpoint that ships, else what the family of the model recommends. */
  readonly guidance?: number | undefined;
  /** 64 bits; default: 0. The same seed gives the same picture. */
  readonly seed?: number | bigint | string | undefined;
}

export interface MakeImageOptions extends ImageChoices, Omit<EngineSettings, 'input' | 'noCache'> {
  /** Folder where results are kept between calls; default: nowhere. */
  readonly cache?: string | undefined;
  /** The call ends with the signal's reason when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Progress and previews. */
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
  /** Called with messages for the user, one sentence each; default: nobody is told. */
  readonly say?: ((message: string) => void) | undefined;
}

export interface MadeImage {
  /** The bytes of a PNG file that carries its workflow, as `inkloom image` writes it. */
  readonly png: Uint8Array;
  readonly pixels: PixelImage;
  /** The workflow that makes the picture again. */
  readonly workflow: Workflow;
}

/** Names of files; the other choices are settings of the workflow. */
const FILES = ['model', 'textEncoder', 'vae'] as const satisfies readonly (keyof ImageChoices)[];
const CHOICES = [
  'negative',
  'width',
  'height',
  'steps',
  'guidance',
  'seed',
] as const satisfies readonly (keyof ImageChoices)[];
const OTHERS = [
  'models',
  'loras',
  'nodes',
  'device',
  'memory',
  'vram',
  'precision',
  'threads',
  'cache',
  'cacheSize',
  'store',
  'modelHashes',
  'signal',
  'onEvent',
  'say',
] as const satisfies readonly (keyof MakeImageOptions)[];

/**
 * Makes a picture, and closes everything it opened. For many pictures, an {@link Engine} keeps the models in memory.
 * @throws TypeError for a prompt that is no text; UsageError for an option that does not exist or cannot be read.
 * @throws GraphError for a value out of range; RunError when a node fails; the signal's reason when it aborts.
 * @example
 * const { png } = await makeImage('a red star above a blue square', { seed: 7 });
 * await writeFile('star.png', png);
 */
export async function makeImage(prompt: string, options: MakeImageOptions = {}): Promise<MadeImage> {
  if (typeof prompt !== 'string') throw new TypeError(`makeImage: expected a prompt as text, got ${typeof prompt}`);
  checkNames(options);
  const { signal, onEvent, say = () => {}, ...settings } = options;
  signal?.throwIfAborted();
  const composed = await compose({ ...settings, noCache: settings.cache === undefined }, say);
  try {
    const { engine } = composed;
    const made = await imageWorkflow(prompt, options, chosenOf(options), options.loras);
    const workflow = applySettings(made.workflow, made.settings, engine.registry);
    const plan = engine.plan(workflow, { targets: ['decode', 'save'] });
    const hashes = composed.hashes.begin(plan);
    const result = await engine.run(workflow, {
      plan,
      scope: workflow.name,
      foresee: true,
      ...(signal ? { signal } : {}),
      ...(onEvent ? { onEvent } : {}),
    });
    signal?.throwIfAborted();
    const { data } = outputOf(result, 'save.file', FILE);
    const known = await hashes.all(signal);
    signal?.throwIfAborted();
    const provenance = provenanceOf(plan, 'save', { version: packageVersion(), workflow }, result.fingerprints, known);
    return { png: withProvenance(data, provenance), pixels: outputOf(result, 'decode.image', IMAGE), workflow };
  } finally {
    await composed.close();
  }
}

/** As settings of the workflow, such as `seed=7`. */
function chosenOf(options: ImageChoices): string[] {
  return CHOICES.flatMap((name) => (options[name] === undefined ? [] : [`${name}=${String(options[name])}`]));
}

/** @throws UsageError that names an option that does not exist. */
function checkNames(options: object): void {
  const known: readonly string[] = [...FILES, ...CHOICES, ...OTHERS];
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const guess = closest(name, known);
    const hint = guess === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${guess}"?`;
    throw new UsageError(`makeImage: there is no option "${name}". ${hint}`);
  }
}
