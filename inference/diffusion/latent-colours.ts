/**
 * The map from latents to colours that a checkpoint brings for previews: `latent_colours.json` in its folder. Whoever
 * trains a VAE of their own derives it from that VAE with `bench/latent-colours/derive.ts`.
 */
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { readOptionalJson } from '../checkpoint/optional-json.ts';
import type { LatentColours } from './preview.ts';

export const LATENT_COLOURS_FILE = 'latent_colours.json';

const rgb = z.tuple([z.number(), z.number(), z.number()]);
const schema = z.object({ channels: z.array(rgb).min(1), bias: rgb });

/** By folder of a checkpoint: previews come with every step, and the file is read once. */
const known = new Map<string, Promise<LatentColours | undefined>>();

/**
 * @param transformer folder of the transformer in its checkpoint; a file in another place brings no colours.
 * @returns undefined when the checkpoint has no such file, or one that cannot be read: a preview never fails a step.
 */
export function latentColoursOf(transformer: string): Promise<LatentColours | undefined> {
  if (basename(transformer) !== 'transformer') return Promise.resolve(undefined);
  const folder = dirname(transformer);
  const found = known.get(folder) ?? read(folder);
  known.set(folder, found);
  return found;
}

async function read(folder: string): Promise<LatentColours | undefined> {
  const json = await readOptionalJson(folder, LATENT_COLOURS_FILE).catch(() => undefined);
  return schema.safeParse(json).data;
}
