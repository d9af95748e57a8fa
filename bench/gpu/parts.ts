/** The parts of the GPU bench, in the order in which they run. */
import { attention } from './attention.ts';
import type { Part } from './part.ts';
import { products } from './products.ts';
import { block, step, upload } from './step.ts';
import { vae } from './vae.ts';

export const PARTS = { products, attention, block, step, upload, vae } satisfies Readonly<Record<string, Part>>;

export type PartName = keyof typeof PARTS;
