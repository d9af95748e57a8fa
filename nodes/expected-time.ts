/** How long nodes that run a model will take, from facts that are known before a run. */
import type { ForeseeContext } from '../engine/graph/define.ts';
import type { ExpectedRef, WorkOperation, WorkSizes } from '../inference/index.ts';
import type { LatentFacts } from './foresight.ts';
import { INFERENCE } from './services/tokens.ts';

/** What is known of conditioning before a run. */
export interface ConditioningFacts {
  /** Tokens of the prompt, about. */
  readonly tokens?: number;
  /** Latents of pictures that it refers to, each known or not. */
  readonly references?: readonly unknown[];
}

/**
 * Seconds that an operation of a component takes, `times` over. Of the nodes of a run that use a component which is not
 * in memory, one counts the time to load it.
 * @returns undefined when neither its work nor the speed of the machine is known.
 */
export async function expectedSeconds<O extends WorkOperation>(
  ctx: ForeseeContext,
  operation: O,
  component: unknown,
  sizes: WorkSizes[O],
  times = 1,
): Promise<number | undefined> {
  if (typeof component !== 'object' || component === null) return undefined;
  const ref = component as ExpectedRef;
  const expected = await ctx.use(INFERENCE).expect(operation, ref, sizes);
  if (!expected) return undefined;
  const asker = Symbol(operation);
  const first = await ctx.once(`loading for ${operation} ${ref.dir}`, () => Promise.resolve(asker));
  return expected.seconds * times + (first === asker ? expected.loading : 0);
}

/** The size of latents for a VAE. */
export function framesOf({ frames, height, width }: LatentFacts): WorkSizes['decodeLatents'] {
  return { frames, latentPixels: height * width };
}

/** UTF-8 bytes of a token: four letters of English, or one and a third Chinese characters. */
const BYTES_OF_TOKEN = 4;
/** Tokens of a chat template after the prompt. */
const TEMPLATE_END = 5;
/** Tokens of a prompt of which nothing is known, such as one about pictures. */
const USUAL_TOKENS = 200;

/** Conditioning tokens of a prompt, to about a quarter. Counting them would take a tokenizer, which loads for long. */
export function estimatedTokens(prompt: string): number {
  return Math.ceil(Buffer.byteLength(prompt) / BYTES_OF_TOKEN) + TEMPLATE_END;
}

/** The tokens of conditioning, by what the node before says of it. */
export function tokensOf(conditioning: unknown): number {
  return factsOf(conditioning).tokens ?? USUAL_TOKENS;
}

/** Latent pixels of a latent, and of all pictures that conditioning refers to; undefined when one is not known. */
export function stepPixels(
  latent: LatentFacts,
  conditioning: unknown,
): Omit<WorkSizes['denoiseStep'], 'passes'> | undefined {
  const references = (factsOf(conditioning).references ?? []) as readonly (LatentFacts | undefined)[];
  let referencePixels = 0;
  for (const reference of references) {
    if (!reference) return undefined;
    referencePixels += pixelsOf(reference);
  }
  return { latentPixels: pixelsOf(latent), referencePixels };
}

function pixelsOf({ frames, height, width }: LatentFacts): number {
  return frames * height * width;
}

function factsOf(conditioning: unknown): ConditioningFacts {
  return typeof conditioning === 'object' && conditioning !== null ? conditioning : {};
}
