/** Draws the input pictures of the shipped workflows: scenes of the shipped model's world, and a mask. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { draw } from '../quality/draw.ts';
import { world } from '../quality/world.ts';
import type { Scene } from '../quality/world.ts';

const WORKFLOWS = join(import.meta.dirname, '../../workflows');
const { side } = world;

/** The picture to edit, and the first picture of workflows with two. */
const FIRST: Scene = {
  bg: ['light blue'],
  text: null,
  objects: [
    { shape: 'circle', colour: 'red', size: 'large', x: 32, y: 32 },
    { shape: 'star', colour: 'yellow', size: 'large', x: 96, y: 96 },
  ],
};
/** The second picture of workflows with two. */
const SECOND: Scene = {
  bg: ['light pink'],
  text: null,
  objects: [{ shape: 'heart', colour: 'blue', size: 'medium', x: 72, y: 72 }],
};
/** White over the quarter that holds the star of {@link FIRST}. */
const MASK = Uint8Array.from({ length: side ** 2 }, (_, i) => (i % side >= side / 2 && i >= side ** 2 / 2 ? 255 : 0));

/** Writes `example.png`, `example-2.png` and `example-mask.png` into the folder of the workflows. */
export async function drawExamples(): Promise<void> {
  const write = (name: string, pixels: Uint8Array, channels: 1 | 3): Promise<void> =>
    sharp(pixels, { raw: { width: side, height: side, channels } })
      .png({ compressionLevel: 9 })
      .toBuffer()
      .then((png) => writeFile(join(WORKFLOWS, name), png));
  await Promise.all([
    write('example.png', draw(FIRST), 3),
    write('example-2.png', draw(SECOND), 3),
    write('example-mask.png', MASK, 1),
  ]);
}
