// Masks of pictures with colours against the reference, which resizes before it greys. Goldens: make_mask.py.
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { blackOut, invertedMask, latentMask, maskOfImage } from '../../inference/image/mask.ts';
import type { PixelImage } from '../../inference/image/pixels.ts';
import { repoPath } from './support/goldens.ts';

const SCALE = 8;

interface Golden {
  /** `#` is painted. */
  readonly rows: readonly string[];
  /** Cells that differ when the picture is greyed first. */
  readonly flipped: number;
}

const goldens = JSON.parse(await readFile(repoPath('test/fixtures/goldens/mask.json'), 'utf8')) as Record<
  string,
  Golden
>;

async function picture(name: string): Promise<PixelImage> {
  const { data, info } = await sharp(repoPath(`test/fixtures/images/${name}.png`))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, data: new Uint8Array(data) };
}

const textOf = (cells: Float32Array, columns: number): string[] =>
  Array.from({ length: cells.length / columns }, (_, row) =>
    [...cells.subarray(row * columns, (row + 1) * columns)].map((cell) => (cell === 1 ? '#' : '.')).join(''),
  );

describe.each(Object.entries(goldens))('the mask of picture %s', (name, { rows }) => {
  const [file = '', size = ''] = name.split('.');
  const [columns = 0, height = 0] = size.split('x').map((side) => Number(side) / SCALE);

  it('marks the latents that the reference marks', async () => {
    const cells = latentMask(maskOfImage(await picture(file)), height, columns, SCALE);
    expect(textOf(cells, columns)).toEqual(rows);
  });

  it('inverted marks the others', async () => {
    const cells = latentMask(invertedMask(maskOfImage(await picture(file))), height, columns, SCALE);
    const swapped = rows.map((row) =>
      Array.from(row)
        .map((cell) => (cell === '#' ? '.' : '#'))
        .join(''),
    );
    // A grey of one half rounds to the painted side both ways.
    const differing = textOf(cells, columns).flatMap((row, y) =>
      Array.from(row).filter((cell, x) => cell !== swapped[y]?.[x]),
    );
    expect(differing.length).toBeLessThanOrEqual(2);
  });
});

it('some of them differ when the picture is greyed first', () => {
  expect(Object.values(goldens).some(({ flipped }) => flipped > 0)).toBe(true);
});

it('a grey picture leaves no colours behind in its mask', () => {
  const grey = { width: 2, height: 1, channels: 3, data: Uint8Array.of(9, 9, 9, 200, 200, 200) };
  expect(maskOfImage(grey)).toEqual({ width: 2, height: 1, data: Uint8Array.of(9, 200) });
});

it('a picture is blacked out where the mask marks it, resized first too', async () => {
  const mask = maskOfImage(await picture('c'));
  const white = { width: 512, height: 384, channels: 3, data: new Uint8Array(512 * 384 * 3).fill(255) };
  const { data } = blackOut(white, mask);
  const cells = goldens['c.512x384']?.rows.map((row, y) =>
    Array.from(row)
      .map((_, x) => (data[(y * SCALE * 512 + x * SCALE) * 3] === 0 ? '#' : '.'))
      .join(''),
  );
  expect(cells).toEqual(goldens['c.512x384']?.rows);
});

it('a picture is made grey where the mask marks it', () => {
  const mask = { width: 2, height: 1, data: Uint8Array.of(0, 255) };
  const image = { width: 2, height: 1, channels: 3, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  expect([...blackOut(image, mask, 128).data]).toEqual([1, 2, 3, 128, 128, 128]);
});
