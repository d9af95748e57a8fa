// Nodes that scale, turn, stitch and mask pictures. Their pixels: test/inference/comfyui-pixels.test.ts.
import { describe, expect, it } from 'vitest';
import type { PixelImage, PixelMask } from '../../../inference/index.ts';
import {
  multipleSize,
  sizeByArea,
  sizeByFactor,
  sizeBySide,
  sizeOrRatio,
  trainedSize,
} from '../../../nodes/image/size/target-size.ts';
import { standardNodes } from '../../../nodes/index.ts';

/** What a node of this type gives, with its defaults. */
async function run(type: string, inputs: Readonly<Record<string, unknown>>) {
  const node = standardNodes.find((each) => each.type === type);
  if (!node || !('run' in node)) throw new Error(`No node "${type}"`);
  const defaults = Object.entries(node.inputs).map(([name, input]) => [name, 'default' in input && input.default]);
  const given = { ...Object.fromEntries(defaults.filter(([, value]) => value !== false)), ...inputs };
  return (await node.run(given as never, {} as never)) as {
    readonly image: PixelImage;
    readonly mask: PixelMask;
    readonly images: readonly PixelImage[];
    readonly width: number;
    readonly height: number;
    readonly count: number;
  };
}

/** A grey picture of these rows, as RGB. */
function picture(...rows: readonly (readonly number[])[]): PixelImage {
  const values = rows.flat();
  const data = Uint8Array.from({ length: values.length * 3 }, (_, i) => values[Math.floor(i / 3)] ?? 0);
  return { width: rows[0]?.length ?? 0, height: rows.length, channels: 3, data };
}

function mask(...rows: readonly (readonly number[])[]): PixelMask {
  return { width: rows[0]?.length ?? 0, height: rows.length, data: Uint8Array.from(rows.flat()) };
}

/** Rows of the first channel. */
function rowsOf({ width, height, data }: PixelMask, channels = 3, channel = 0): number[][] {
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_value, column) => data[(row * width + column) * channels + channel] ?? -1),
  );
}

const size = (width: number, height: number) => ({ width, height });
const two = picture([0, 1, 2], [3, 4, 5]);

// From Python, whose `round` takes halves to the even number.
describe('a size', () => {
  it.each([
    [sizeByFactor(size(101, 75), 0.5), [50, 38]],
    [sizeByFactor(size(101, 75), 1.37), [138, 103]],
    [sizeByFactor(size(7, 5), 0.5), [4, 2]],
    [sizeByFactor(size(7, 5), 0.01), [1, 1]],
    [sizeBySide(size(1601, 900), 'longer', 640), [640, 360]],
    [sizeBySide(size(900, 1601), 'longer', 640), [360, 640]],
    [sizeBySide(size(1601, 900), 'shorter', 640), [1138, 640]],
    [sizeBySide(size(900, 1601), 'shorter', 640), [640, 1138]],
    [sizeBySide(size(5, 5), 'shorter', 640), [640, 640]],
    [sizeByArea(size(1601, 900), 1, 1), [1366, 768]],
    [sizeByArea(size(1601, 900), 1.68, 16), [1776, 992]],
    [sizeByArea(size(640, 427), 0.25, 32), [640, 416]],
    [trainedSize(size(1600, 900)), [1392, 752]],
    [trainedSize(size(900, 1600)), [752, 1392]],
    [trainedSize(size(512, 500)), [1024, 1024]],
    [trainedSize(size(3000, 500)), [1568, 672]],
    [sizeOrRatio(size(300, 200), 0, 0), [300, 200]],
    [sizeOrRatio(size(300, 200), 150, 0), [150, 100]],
    [sizeOrRatio(size(300, 200), 0, 1000), [1500, 1000]],
    [sizeOrRatio(size(300, 200), 7, 8), [7, 8]],
  ])('%o is right', ({ width, height }, expected) => {
    expect([width, height]).toEqual(expected);
  });

  it('of multiples covers them', () => {
    expect(multipleSize(size(100, 75), 16)).toEqual({ scaled: size(96, 72), cut: size(96, 64) });
    expect(multipleSize(size(75, 100), 32)).toEqual({ scaled: size(72, 96), cut: size(64, 96) });
    expect(multipleSize(size(129, 64), 8)).toEqual({ scaled: size(129, 64), cut: size(128, 64) });
    expect([multipleSize(size(64, 32), 16), multipleSize(size(5, 100), 16)]).toEqual([undefined, undefined]);
  });

  it.each([
    ['16:9', 1, '8', [1368, 768]],
    ['9:16', 2.5, '12', [1212, 2160]],
    ['21:9', 0.5, '64', [1088, 448]],
  ])('of %s and %d megapixels is one of multiples of %s', async (ratio, megapixels, multiple, expected) => {
    const { width, height } = await run('ratio-size', { ratio, megapixels, multiple });
    expect([width, height]).toEqual(expected);
  });

  it('of pictures is that of the first, with their number', async () => {
    const expected = { width: 3, height: 2, count: 2 };
    expect(await run('measure-image', { images: [two, picture([1])] })).toEqual(expected);
    expect(await run('measure-image', { batch: [two, picture([1])] })).toEqual(expected);
  });
});

describe('a picture', () => {
  it.each([
    ['scale-by-factor', { factor: 2 }, [6, 4]],
    ['scale-to-side', { pixels: 9 }, [9, 6]],
    ['scale-to-megapixels', { megapixels: 0.01, multiple: 5 }, [125, 85]],
    ['fit-trained-size', {}, [1248, 832]],
    ['fit-multiple', { multiple: 2 }, [2, 2]],
    ['resize-image', { width: 7, height: 5, kernel: 'comfyui-area', fit: 'pad' }, [7, 5]],
    ['resize-image', { width: 0, height: 4, kernel: 'comfyui-bicubic' }, [6, 4]],
  ])('gets the size that %s says', async (type, inputs, expected) => {
    const { image } = await run(type, { image: two, ...inputs });
    expect([image.width, image.height, image.data.length]).toEqual([
      ...expected,
      3 * (expected[0] ?? 0) * (expected[1] ?? 0),
    ]);
  });

  it('stays itself with a width and height of 0', async () => {
    expect((await run('resize-image', { image: two, width: 0, height: 0 })).image).toBe(two);
  });

  // From torch's rot90 and flip.
  it.each([
    [
      { turn: '90' },
      [
        [3, 0],
        [4, 1],
        [5, 2],
      ],
    ],
    [
      { turn: '180' },
      [
        [5, 4, 3],
        [2, 1, 0],
      ],
    ],
    [
      { turn: '270' },
      [
        [2, 5],
        [1, 4],
        [0, 3],
      ],
    ],
    [
      { mirror: 'top-bottom' },
      [
        [3, 4, 5],
        [0, 1, 2],
      ],
    ],
    [
      { mirror: 'left-right' },
      [
        [2, 1, 0],
        [5, 4, 3],
      ],
    ],
  ])('is turned: %o', async (inputs, expected) => {
    expect(rowsOf((await run('turn-image', { image: two, ...inputs })).image)).toEqual(expected);
  });

  it('is inverted, and its transparency is not', async () => {
    expect(rowsOf((await run('invert-image', { image: two })).image)).toEqual([
      [255, 254, 253],
      [252, 251, 250],
    ]);
    const image = { width: 1, height: 1, channels: 4, data: Uint8Array.of(1, 2, 3, 40) };
    expect([...(await run('invert-image', { image })).image.data]).toEqual([254, 253, 252, 40]);
  });

  it('is cut as far as a rectangle is inside it', async () => {
    const cut = async (inputs: object) =>
      rowsOf((await run('crop-image', { image: two, outside: 'cut', ...inputs })).image);
    expect(await cut({ x: 1, y: 1, width: 9, height: 9 })).toEqual([[4, 5]]);
    expect(await cut({ x: 99, y: 0, width: 9, height: 1 })).toEqual([[2]]);
  });

  it('is stitched to another, scaled to its side or in the middle of a colour', async () => {
    const inputs = { first: two, second: picture([200, 200, 200, 200]), gap: 2, colour: '#090909' };
    const matched = await run('stitch-images', { ...inputs, direction: 'down', gap: 1 });
    expect(rowsOf(matched.image)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [9, 9, 9],
      [200, 200, 200],
    ]);
    const left = await run('stitch-images', { ...inputs, direction: 'left', match: false });
    expect(rowsOf(left.image)).toEqual([
      [200, 200, 200, 200, 9, 9, 0, 1, 2],
      [9, 9, 9, 9, 9, 9, 3, 4, 5],
    ]);
  });

  it('is laid on another with its transparency dropped, or as opaque as that is transparent', async () => {
    const above = { width: 1, height: 1, channels: 4, data: Uint8Array.of(90, 90, 90, 10) };
    expect(rowsOf((await run('place-image', { below: two, above, x: 2, y: 1 })).image)).toEqual([
      [0, 1, 2],
      [3, 4, 90],
    ]);
    const below = { width: 1, height: 1, channels: 4, data: Uint8Array.of(1, 1, 1, 1) };
    expect([...(await run('place-image', { below, above: two })).image.data]).toEqual([0, 0, 0, 255]);
  });

  it('loses and gets its transparency by a mask that is white where it is transparent', async () => {
    const { image } = await run('join-transparency', { image: two, mask: mask([255, 5, 0], [0, 0, 0]) });
    expect(rowsOf(image, 4, 3)).toEqual([
      [0, 250, 255],
      [255, 255, 255],
    ]);
    const split = await run('split-transparency', { image });
    expect([split.image, split.mask]).toEqual([two, mask([255, 5, 0], [0, 0, 0])]);
  });

  it('of one colour has that colour', async () => {
    const { image } = await run('plain-image', { width: 2, height: 1, colour: '#010203' });
    expect([...image.data]).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('has white edges', async () => {
    const step = Array.from({ length: 8 }, () => [0, 0, 0, 0, 255, 255, 255, 255]);
    const { image } = await run('smoothed-edges', { image: picture(...step) });
    expect(new Set(rowsOf(image).flat())).toEqual(new Set([0, 255]));
  });

  it('goes between the pictures of other lists, and is taken out of them', async () => {
    const dot = (value: number): PixelImage => picture([value]);
    const { images } = await run('batch-images', { before: [dot(1), dot(2)], images: [dot(3)], after: [dot(4)] });
    expect(images.map(({ data }) => data[0])).toEqual([1, 2, 3, 4]);
    await expect(run('batch-images', {})).rejects.toThrow('No picture is linked');
    const picked = async (first: number, count: number): Promise<unknown> =>
      (await run('pick-images', { images, first, count })).images.map(({ data }) => data[0]);
    expect(await picked(2, 2)).toEqual([2, 3]);
    expect(await picked(3, 9)).toEqual([3, 4]);
    await expect(picked(5, 1)).rejects.toThrow('There is no picture number 5: there are 4');
  });

  it('in a batch can get the size of the first', async () => {
    const { images } = await run('batch-images', { images: [two, picture([9, 9, 9, 9])], sizes: 'first' });
    expect(images.map(({ width, height }) => [width, height])).toEqual([
      [3, 2],
      [3, 2],
    ]);
    expect(rowsOf(images[1] as PixelImage)).toEqual([
      [9, 9, 9],
      [9, 9, 9],
    ]);
  });
});

describe('a mask', () => {
  it.each([
    ['brightness', [[76, 150]]],
    ['red', [[255, 0]]],
    ['green', [[0, 255]]],
    ['blue', [[0, 0]]],
    ['alpha', [[255, 7]]],
  ])('is made of %s', async (channel, expected) => {
    const image = { width: 2, height: 1, channels: 4, data: Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 7) };
    expect(rowsOf((await run('image-to-mask', { image, channel })).mask, 1)).toEqual(expected);
  });

  it('is white above a value, which itself is black', async () => {
    const values = mask([0, 50, 51, 52, 255]);
    const at = async (value: number) => rowsOf((await run('threshold-mask', { mask: values, value })).mask, 1)[0];
    expect(await at(0.2)).toEqual([0, 0, 0, 255, 255]);
    expect(await at(0)).toEqual([0, 255, 255, 255, 255]);
    expect(await at(1)).toEqual([0, 0, 0, 0, 0]);
  });

  it('is cut, as far as a rectangle is inside it', async () => {
    const cut = (inputs: object) => run('crop-mask', { mask: mask([1, 2, 3], [4, 5, 6]), ...inputs });
    expect((await cut({ x: 1, y: 1 })).mask).toEqual(mask([5, 6]));
    await expect(cut({ x: 3 })).rejects.toThrow('The place 3, 0 is not inside a mask of 3 x 2');
  });

  it('grows with tapered corners', async () => {
    const dot = mask([0, 0, 0, 0, 0], [0, 0, 255, 0, 0], [0, 0, 0, 0, 0]);
    const grown = async (corners: string) =>
      rowsOf((await run('grow-mask', { mask: dot, pixels: 2, corners })).mask, 1);
    expect(await grown('tapered')).toEqual([
      [0, 255, 255, 255, 0],
      [255, 255, 255, 255, 255],
      [0, 255, 255, 255, 0],
    ]);
    expect((await grown('square')).flat().every((value) => value === 255)).toBe(true);
  });

  it('has the same value everywhere', async () => {
    expect((await run('plain-mask', { value: 0.5, width: 2, height: 1 })).mask).toEqual(mask([128, 128]));
  });
});
