/** Parts of a pipeline fit each other where they meet. Known before a run, from configs or from shapes of tensors. */
import { InferenceError } from '../inference/index.ts';

/** Facts of parts before a run, each unknown or with some of the fields. */
interface Parts {
  readonly transformer: unknown;
  readonly vae: unknown;
  /** Conditionings. */
  readonly conditionings: readonly unknown[];
  readonly controlNets: readonly unknown[];
}

/** A part, and a size where it meets another. */
interface Side {
  readonly name: string;
  readonly file: string;
  readonly size: number;
}

/**
 * Refuses parts of different models.
 * @throws InferenceError `invalid-input` that names both files and both sizes.
 */
export function checkFit({ transformer, vae, conditionings, controlNets }: Parts): void {
  expectSame(
    'channels of latents',
    sideOf('transformer', transformer, 'latentChannels'),
    sideOf('VAE', vae, 'latentChannels'),
  );
  for (const conditioning of conditionings) {
    const encoder = fieldOf(conditioning, 'textEncoder');
    expectSame(
      'hidden states of a prompt',
      sideOf('transformer', transformer, 'textWidth'),
      sideOf('text encoder', encoder, 'width'),
    );
  }
  for (const net of controlNets) {
    expectSame(
      'width of the image stream',
      sideOf('transformer', transformer, 'streamWidth'),
      sideOf('ControlNet', net, 'streamWidth'),
    );
  }
}

function expectSame(what: string, one: Side | undefined, other: Side | undefined): void {
  if (!one || !other || one.size === other.size) return;
  const sides = [one, other].map(({ name, file, size }) => `the ${name} ${file} has ${size}`);
  throw new InferenceError(
    'invalid-input',
    `These parts are not of one model: ${what}: ${sides.join(', ')}. Load parts that belong together`,
    { field: other.name, file: other.file, expected: String(one.size), received: String(other.size) },
  );
}

/** Undefined for a part of which this size is not known. */
function sideOf(name: string, fact: unknown, field: string): Side | undefined {
  const [file, size] = [fieldOf(fact, 'dir'), fieldOf(fact, field)];
  return typeof file === 'string' && typeof size === 'number' ? { name, file, size } : undefined;
}

function fieldOf(fact: unknown, field: string): unknown {
  return typeof fact === 'object' && fact !== null ? (fact as Readonly<Record<string, unknown>>)[field] : undefined;
}
