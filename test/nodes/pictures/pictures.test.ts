// Nodes that work on pictures and masks, without a model.
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { filesOfRun } from '../../../engine/host/save-files.ts';
import type { Graph } from '../../../engine/graph/graph.ts';
import { defineNode } from '../../../engine/graph/define.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { Engine } from '../../../engine/run/engine.ts';
import type { PixelImage, PixelMask } from '../../../inference/index.ts';
import { standardNodes } from '../../../nodes/index.ts';
import { standardServices } from '../../../nodes/services/standard.ts';
import { type FileArtifact, IMAGE, MASK } from '../../../nodes/sockets.ts';
import { repoPath } from '../../inference/support/goldens.ts';

const standard = standardServices({
  modelFolders: [repoPath('models')],
  inputFolders: [repoPath('test/fixtures/images')],
});
afterAll(() => standard.close());

/** Values of the two nodes below, which give a picture or a mask by name. */
const pictures: Record<string, PixelImage> = {};
const masks: Record<string, PixelMask> = {};
const given = [
  defineNode({
    type: 'test/picture',
    version: 1,
    title: '',
    category: '',
    description: '',
    inputs: { name: { kind: 'text' } },
    outputs: { image: { socket: IMAGE } },
    run: ({ name }) => ({ image: pictures[name] as PixelImage }),
  }),
  defineNode({
    type: 'test/mask',
    version: 1,
    title: '',
    category: '',
    description: '',
    inputs: { name: { kind: 'text' } },
    outputs: { mask: { socket: MASK } },
    run: ({ name }) => ({ mask: masks[name] as PixelMask }),
  }),
];
const engine = new Engine({ registry: new NodeRegistry([...standardNodes, ...given]), services: standard.services });

/** A picture whose pixels hold their own place: red is the column, green the row, blue a constant. */
function ramp(name: string, width: number, height: number, blue = 7): Graph['nodes'][string] {
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => [Math.floor(i / 3) % width, Math.floor(i / 3 / width), blue][i % 3] ?? 0,
  );
  pictures[name] = { width, height, channels: 3, data };
  return { type: 'test/picture', inputs: { name } };
}

/** `.` is black, `#` white. */
function drawn(...rows: readonly string[]): Graph['nodes'][string] {
  const name = rows.join('\n');
  masks[name] = {
    width: rows[0]?.length ?? 0,
    height: rows.length,
    data: Uint8Array.from(rows.join(''), (sign) => (sign === '#' ? 255 : 0)),
  };
  return { type: 'test/mask', inputs: { name } };
}

const rowsOf = ({ width, height, data }: PixelMask): string[] =>
  Array.from({ length: height }, (_, row) =>
    Array.from(data.subarray(row * width, (row + 1) * width), (value) =>
      value === 255 ? '#' : value === 0 ? '.' : '?',
    ).join(''),
  );
const pixelAt = ({ width, channels, data }: PixelImage, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * channels, (y * width + x + 1) * channels),
];

async function run(nodes: Graph['nodes'], target = 'it') {
  const { outputs, failures } = await engine.run({ nodes }, { targets: [target] });
  return {
    values: outputs[target] as {
      image: PixelImage;
      mask: PixelMask;
      file: FileArtifact;
      width: number;
      height: number;
    },
    message: failures[0]?.message,
  };
}
const from = (source: string) => ({ from: source });

describe('pictures', () => {
  it('are cropped to the pixel', async () => {
    const {
      values: { image },
    } = await run({
      a: ramp('crop', 20, 10),
      it: { type: 'crop-image', inputs: { image: from('a.image'), x: 3, y: 2, width: 5, height: 4 } },
    });
    expect([image.width, image.height, pixelAt(image, 0, 0), pixelAt(image, 4, 3)]).toEqual([
      5,
      4,
      [3, 2, 7],
      [7, 5, 7],
    ]);
    const { message } = await run({
      a: ramp('crop', 20, 10),
      it: { type: 'crop-image', inputs: { image: from('a.image'), x: 18, width: 5, height: 4 } },
    });
    expect(message).toBe('A rectangle of 5 x 4 at 18, 0 is not inside a picture of 20 x 10');
  });

  it('are resized by every kernel, stretched, cropped or padded', async () => {
    const resize = (inputs: Graph['nodes'][string]['inputs']): Graph['nodes'] => ({
      a: ramp('resize', 64, 32),
      it: { type: 'resize-image', inputs: { image: from('a.image'), width: 32, height: 32, ...inputs } },
    });
    for (const kernel of ['reference', 'lanczos', 'cubic', 'linear', 'nearest', 'mitchell']) {
      const {
        values: { image },
      } = await run(resize({ kernel }));
      expect([image.width, image.height, image.channels]).toEqual([32, 32, 3]);
      expect(Math.abs((pixelAt(image, 16, 16)[0] ?? 0) - 32.5)).toBeLessThanOrEqual(1);
    }
    expect(pixelAt((await run(resize({ fit: 'crop' }))).values.image, 0, 5)).toEqual([16, 5, 7]);
    expect(pixelAt((await run(resize({ fit: 'pad' }))).values.image, 5, 0)).toEqual([0, 0, 0]);
  });

  it('are padded, with a mask of the new part and a little more', async () => {
    const pad = (fill: string): Graph['nodes'] => ({
      a: ramp('pad', 4, 3),
      it: {
        type: 'pad-image',
        inputs: { image: from('a.image'), left: 2, bottom: 1, overlap: 1, fill, colour: '#010203' },
      },
    });
    const {
      values: { image, mask },
    } = await run(pad('edge'));
    expect([image.width, image.height, image.channels]).toEqual([6, 4, 3]);
    expect([pixelAt(image, 0, 1), pixelAt(image, 2, 0), pixelAt(image, 5, 3)]).toEqual([
      [0, 1, 7],
      [0, 0, 7],
      [3, 2, 7],
    ]);
    expect(rowsOf(mask)).toEqual(['###...', '###...', '######', '######']);
    expect(pixelAt((await run(pad('colour'))).values.image, 0, 0)).toEqual([1, 2, 3]);
    expect(pixelAt((await run(pad('mirror'))).values.image, 0, 0)).toEqual([1, 0, 7]);
  });

  it('lie side by side on a sheet, smaller ones in the middle', async () => {
    const inputs = {
      images: [from('a.image'), from('b.image'), from('a.image')],
      columns: 2,
      gap: 2,
      background: '#ff0000',
    };
    const {
      values: { image },
    } = await run({ a: ramp('sheetA', 4, 4), b: ramp('sheetB', 2, 2, 9), it: { type: 'contact-sheet', inputs } });
    expect([image.width, image.height, image.channels]).toEqual([10, 10, 3]);
    expect([
      pixelAt(image, 3, 3),
      pixelAt(image, 4, 0),
      pixelAt(image, 6, 0),
      pixelAt(image, 7, 1),
      pixelAt(image, 0, 6),
    ]).toEqual([
      [3, 3, 7],
      [255, 0, 0],
      [255, 0, 0],
      [0, 0, 9],
      [0, 0, 7],
    ]);
  });

  it('show a list of runs on one sheet', async () => {
    const {
      values: { image },
    } = await run({
      a: ramp('each', 8, 8),
      crop: { type: 'crop-image', inputs: { image: from('a.image'), x: { each: [0, 2, 4] }, width: 2, height: 2 } },
      it: { type: 'contact-sheet', inputs: { images: from('crop.image'), columns: 3, gap: 0 } },
    });
    expect([0, 2, 4].map((x) => pixelAt(image, x, 0)[0])).toEqual([0, 2, 4]);
  });

  it('are previewed without being saved', async () => {
    const nodes: Graph['nodes'] = {
      a: ramp('preview', 4, 4),
      it: { type: 'preview-image', inputs: { image: from('a.image') } },
    };
    const result = await engine.run({ nodes });
    expect(result.outputs).toEqual({ it: { image: pictures['preview'] } });
    expect(filesOfRun(result)).toEqual([]);
  });

  it('get a text, in a strip of their own or on them', async () => {
    const label = (place: string, text = 'seed = 7 <&>'): Graph['nodes'] => ({
      a: ramp('label', 120, 50, 255),
      it: { type: 'add-text', inputs: { image: from('a.image'), text, place, size: 16, colour: '#ff0000' } },
    });
    const {
      values: { image },
    } = await run(label('below'));
    expect([image.width, image.channels]).toEqual([120, 3]);
    expect(image.height).toBeGreaterThan(60);
    expect(image.data.subarray(0, 120 * 50 * 3)).toEqual(pictures['label']?.data);
    const strip = Array.from({ length: (image.height - 50) * 120 }, (_, i) =>
      pixelAt(image, i % 120, 50 + Math.floor(i / 120)).join(),
    );
    expect(strip.filter((pixel) => pixel === '255,255,255').length).toBeGreaterThan(strip.length / 2);
    expect(strip.filter((pixel) => pixel === '255,0,0').length).toBeGreaterThan(20);
    const on = (await run(label('centre'))).values.image;
    expect([on.width, on.height, on.channels]).toEqual([120, 50, 3]);
    expect(on.data.some((value, i) => value !== pictures['label']?.data[i])).toBe(true);
    expect((await run(label('top', 'far too long '.repeat(40)))).message).toMatch(
      /^The text is \d+ pixels high, the picture 50$/,
    );
    expect((await run(label('top', ' '))).values.image).toEqual(pictures['label']);
  });

  it('get the values of other nodes in a text, as they are and once', async () => {
    const label = async (text: string, a: string, b = ''): Promise<PixelImage> => {
      const value = (each: string): Graph['nodes'][string] => ({ type: 'text', inputs: { value: each } });
      const inputs = { image: from('p.image'), text, a: from('a.value'), b: from('b.value'), size: 16 };
      const nodes = { p: ramp('values', 120, 20), a: value(a), b: value(b), it: { type: 'add-text', inputs } };
      return (await run(nodes)).values.image;
    };
    const literal = await label("$& $1 $' $$", '');
    expect(await label('{a}', "$& $1 $' $$")).toEqual(literal);
    expect(await label('{b}', '', "$& $1 $' $$")).toEqual(literal);
    // A value that looks like a place is no place.
    expect(await label('{a} {b}', '{b}', 'x')).toEqual(await label('{a}', '{b} x'));
    expect(await label('{a} {b}', '{b}', 'x')).not.toEqual(await label('x x', ''));
  });

  it('are batched and picked', async () => {
    const nodes: Graph['nodes'] = {
      a: ramp('one', 1, 1),
      b: ramp('two', 2, 2),
      all: { type: 'batch-images', inputs: { images: [from('a.image'), from('b.image')] } },
    };
    expect(
      (await run({ ...nodes, it: { type: 'pick-image', inputs: { images: from('all.images'), number: 2 } } })).values
        .image.width,
    ).toBe(2);
    expect(
      (await run({ ...nodes, it: { type: 'pick-image', inputs: { images: from('all.images'), number: 3 } } })).message,
    ).toBe('There is no picture number 3: there are 2');
  });

  it.each([
    ['png', 'png', 0],
    ['jpeg', 'jpg', 6],
    ['webp', 'webp', 0],
  ] as const)('are saved as %s', async (format, extension, error) => {
    const {
      values: { file },
    } = await run({
      a: ramp('save', 32, 16),
      it: { type: 'save-image', inputs: { image: from('a.image'), format, quality: 100, prefix: 'x' } },
    });
    expect(file).toMatchObject({ prefix: 'x', extension, mediaType: `image/${format}` });
    const { data, info } = await sharp(file.data).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 32, height: 16, channels: 3 });
    expect(Math.max(...data.map((value, i) => Math.abs(value - (pictures['save']?.data[i] ?? 0))))).toBeLessThanOrEqual(
      error,
    );
  });

  it.each(['a', 'b', 'c'])('have the edges OpenCV finds: %s', async (name) => {
    const {
      values: { image },
    } = await run({
      a: { type: 'load-image', inputs: { image: `${name}.png` } },
      it: { type: 'canny-edges', inputs: { image: from('a.image'), low: 60, high: 160 } },
    });
    const expected = await sharp(repoPath(`test/fixtures/goldens/canny-${name}.png`))
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    expect(expected.some((value) => value === 255)).toBe(true);
    expect(image.data.filter((_, i) => i % 3 === 0)).toEqual(new Uint8Array(expected));
  });
});

describe('masks', () => {
  const spot = drawn('.....', '.....', '..#..', '.....', '.....');

  it('grow and shrink by pixels', async () => {
    const grown = await run({ a: spot, it: { type: 'grow-mask', inputs: { mask: from('a.mask'), pixels: 1 } } });
    expect(rowsOf(grown.values.mask)).toEqual(['.....', '.###.', '.###.', '.###.', '.....']);
    const back = await run({
      a: spot,
      grown: { type: 'grow-mask', inputs: { mask: from('a.mask'), pixels: 2 } },
      it: { type: 'grow-mask', inputs: { mask: from('grown.mask'), pixels: -1 } },
    });
    expect(rowsOf(back.values.mask)).toEqual(Array.from({ length: 5 }, () => '#####'));
    const far = await run({
      a: drawn('#....', '.....'),
      it: { type: 'grow-mask', inputs: { mask: from('a.mask'), pixels: 300 } },
    });
    expect(rowsOf(far.values.mask)).toEqual(['#####', '#####']);
  });

  it('are inverted, blurred and made of a colour', async () => {
    expect(
      rowsOf(
        (await run({ a: drawn('#.'), it: { type: 'invert-mask', inputs: { mask: from('a.mask') } } })).values.mask,
      ),
    ).toEqual(['.#']);
    const { data } = (await run({ a: spot, it: { type: 'blur-mask', inputs: { mask: from('a.mask'), sigma: 1 } } }))
      .values.mask;
    expect(data).toHaveLength(25);
    expect([data[12], data[11], data[10]].toSorted((a, b) => Number(b) - Number(a))).toEqual([
      data[12],
      data[11],
      data[10],
    ]);
    expect(data[12]).toBeLessThan(100);
    expect(data[11]).toBeGreaterThan(0);
    expect(
      rowsOf(
        (
          await run({
            a: ramp('colour', 4, 2),
            it: { type: 'colour-to-mask', inputs: { image: from('a.image'), colour: '#020107', tolerance: 1 } },
          })
        ).values.mask,
      ),
    ).toEqual(['.###', '.###']);
    expect(
      (
        await run({
          a: ramp('colour', 4, 2),
          it: { type: 'colour-to-mask', inputs: { image: from('a.image'), colour: 'red' } },
        })
      ).message,
    ).toBe('Expected a colour such as "#ff8000", got "red"');
  });

  it('are painted in a crop of the asked ratio and pasted back, and nothing else changes', async () => {
    const rows = Array.from({ length: 40 }, (_, row) =>
      row === 20 ? `${'.'.repeat(50)}####${'.'.repeat(6)}` : '.'.repeat(60),
    );
    const nodes: Graph['nodes'] = {
      a: ramp('whole', 60, 40),
      m: drawn(...rows),
      crop: {
        type: 'crop-around-mask',
        inputs: { image: from('a.image'), mask: from('m.mask'), padding: 5, width: 32, height: 16 },
      },
    };
    const {
      values: { image, mask },
    } = await run(nodes, 'crop');
    // The spot is 4 x 1, 14 x 11 with padding; at a ratio of 2 that is 22 x 11, moved to end where the picture ends.
    expect([image.width, image.height, pixelAt(image, 0, 0)]).toEqual([22, 11, [38, 15, 7]]);
    expect(rowsOf(mask)[5]).toBe(`${'.'.repeat(12)}####${'.'.repeat(6)}`);
    const painted = await run({
      ...nodes,
      b: ramp('painted', 44, 22, 200),
      it: {
        type: 'paste-image',
        inputs: {
          below: from('a.image'),
          above: from('b.image'),
          mask: from('crop.mask'),
          region: from('crop.region'),
        },
      },
    });
    const changed = [...painted.values.image.data].flatMap((value, i) =>
      i % 3 === 2 && value !== 7 ? [Math.floor(i / 3)] : [],
    );
    expect(changed.length).toBe(4);
    expect(
      [...painted.values.image.data].filter((value, i) => value !== pictures['whole']?.data[i]).length,
    ).toBeLessThanOrEqual(12);
    expect(pixelAt(painted.values.image, 50, 20)[2]).toBe(200);
    expect((await run({ ...nodes, m: drawn(...rows.map((row) => row.replaceAll('#', '.'))) }, 'crop')).message).toBe(
      'The mask is black everywhere: there is nothing to paint',
    );
    expect((await run({ ...nodes, m: spot }, 'crop')).message).toBe('The mask has 5 x 5 pixels, its picture 60 x 40');
  });
});

it('picture sizes are native ones, or smaller', async () => {
  expect((await run({ it: { type: 'picture-size', inputs: { ratio: '16:9' } } })).values).toEqual({
    width: 1664,
    height: 928,
  });
  expect((await run({ it: { type: 'picture-size', inputs: { ratio: '2:3', scale: 0.1 } } })).values).toEqual({
    width: 112,
    height: 160,
  });
});
