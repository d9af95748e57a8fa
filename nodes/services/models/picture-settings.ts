/** The size and sampling that a model was made for, offered wherever a user has not set them. */
import { basename, join } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { FamilyDefaults } from '../../../inference/index.ts';

export interface PictureSettings {
  /** Pixels. */
  readonly width?: number;
  /** Pixels. */
  readonly height?: number;
  readonly steps?: number;
  readonly guidance?: number;
}

/** Width and height in pixels. */
export type PictureSize = readonly [width: number, height: number];

/** In the folder of a checkpoint that was made for other settings than its family. */
const FILE = 'picture_settings.json';
const NAMES = ['width', 'height', 'steps', 'guidance'] as const;

/** By the checkpoint's own file, else by its name and family. */
export async function settingsOfModel(
  path: string,
  isFolder: boolean,
  family: FamilyDefaults,
): Promise<PictureSettings> {
  const [width, height] = family.sizes['1:1'] ?? [];
  const { steps, guidance } = family;
  const ofFamily = { ...(width && height ? { width, height } : {}), steps, guidance };
  const own = isFolder ? await readOwn(path) : {};
  return { ...ofFamily, ...fewSteps(basename(path)), ...own };
}

/** The sizes that a model was made for: those of its family, unless its own settings give another size. */
export function sizesOfModel({ width, height }: PictureSettings, family: FamilyDefaults): readonly PictureSize[] {
  if (width === undefined || height === undefined) return [];
  const known = Object.values(family.sizes);
  return known.some((size) => size[0] === width && size[1] === height) ? known : [[width, height]];
}

/**
 * Distilled models and LoRAs have their number of steps in the name, as in `Lightning-8steps` and `Turbo`, and take no
 * guidance. @returns nothing for any other name.
 */
export function fewSteps(name: string): PictureSettings {
  if (!/lightning|turbo|hyper|lcm|dmd/i.test(name)) return {};
  const count = /(\d+)[-_ ]?steps?/i.exec(name)?.[1];
  return { guidance: 1, steps: count === undefined ? 8 : Number(count) };
}

async function readOwn(folder: string): Promise<PictureSettings> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => '{}');
  const found = jsonOf(text) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(NAMES.flatMap((name) => (typeof found[name] === 'number' ? [[name, found[name]]] : [])));
}

function jsonOf(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
