// Pictures with transparency on their way through nodes: loaded, changed, previewed and saved.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { Graph } from '../../../engine/graph/graph.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { Engine } from '../../../engine/run/engine.ts';
import { withAlpha } from '../../../inference/image/transparency.ts';
import type { PixelImage } from '../../../inference/index.ts';
import { standardNodes } from '../../../nodes/index.ts';
import { standardServices } from '../../../nodes/services/standard.ts';
import type { FileArtifact } from '../../../nodes/sockets.ts';
import { repoPath } from '../../inference/support/goldens.ts';

const FIXTURES = repoPath('test/fixtures/transparency');
const folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
const standard = standardServices({ modelFolders: [repoPath('models')], inputFolders: [FIXTURES, folder] });
afterAll(() => standard.close());
const engine = new Engine({ registry: new NodeRegistry(standardNodes), services: standard.services });

type Values = Readonly<Record<'image', PixelImage> & Record<'file', FileArtifact>>;

/** @param notes gets what nodes tell the user. */
async function run(nodes: Graph['nodes'], notes: string[] = []): Promise<Values> {
  const { outputs, failures } = await engine.run(
    { nodes },
    { targets: ['it'], onEvent: (event) => event.type === 'node-note' && notes.push(event.message) },
  );
  expect(failures).toEqual([]);
  return outputs['it'] as Values;
}

const from = (port: string): { readonly from: string } => ({ from: port });
const loaded = (image: string, more: object = {}): Graph['nodes'][string] => ({
  type: 'load-image',
  inputs: { image, ...more },
});

async function pixelsIn(file: string | Uint8Array): Promise<PixelImage> {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, data: new Uint8Array(data) };
}

const source = await pixelsIn(join(FIXTURES, 'picture.png'));

describe('load image', () => {
  it('keeps transparency', async () => {
    expect((await run({ it: loaded('picture.png') })).image).toEqual(source);
  });

  it('drops it when asked to, and keeps the colours below', async () => {
    const { image } = await run({ it: loaded('picture.png', { alpha: false }) });
    expect(withAlpha(image).data.filter((_, i) => i % 4 < 3)).toEqual(source.data.filter((_, i) => i % 4 < 3));
    expect(image.channels).toBe(3);
  });

  it('gives RGB for a picture whose transparency is used nowhere', async () => {
    const opaque = withAlpha(await pixelsIn(join(FIXTURES, 'picture-on-white.png')));
    const { width, height, data } = opaque;
    const png = await sharp(data, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer();
    await writeFile(join(folder, 'opaque.png'), png);
    expect((await pixelsIn(png)).channels).toBe(4);
    expect(withAlpha((await run({ it: loaded('opaque.png') })).image)).toEqual(opaque);
    expect((await run({ it: loaded('opaque.png') })).image.channels).toBe(3);
  });
});

describe('save image', () => {
  const saved = (format: string, quality: number, notes?: string[]): Promise<Values> =>
    run(
      {
        a: loaded('picture.png'),
        p: { type: 'preview-image', inputs: { image: from('a.image') } },
        it: { type: 'save-image', inputs: { image: from('p.image'), format, quality } },
      },
      notes,
    );

  it.each(['png', 'webp'])('keeps every value in a %s, also those of transparent pixels', async (format) => {
    const notes: string[] = [];
    const { file } = await saved(format, 100, notes);
    expect(await pixelsIn(file.data)).toEqual(source);
    expect(notes).toEqual([]);
  });

  it('keeps transparency in a WebP with losses', async () => {
    const { channels, data } = await pixelsIn((await saved('webp', 80)).file.data);
    expect(channels).toBe(4);
    const alpha = (values: Uint8Array): Uint8Array => values.filter((_, i) => i % 4 === 3);
    expect(alpha(data)).toEqual(alpha(source.data));
  });

  it('puts a JPEG on white, and says so', async () => {
    const notes: string[] = [];
    const { file } = await saved('jpeg', 100, notes);
    const { channels, data } = await pixelsIn(file.data);
    const white = await pixelsIn(join(FIXTURES, 'picture-on-white.png'));
    const errors = [...data].map((value, i) => Math.abs(value - (white.data[i] ?? 0)));
    expect(channels).toBe(3);
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(2);
    expect(notes).toEqual([expect.stringContaining('JPEG has no transparency')]);
  });
});

describe('composite image', () => {
  it('puts RGB over a picture with transparency, which stays where the mask is black', async () => {
    const nodes: Graph['nodes'] = {
      a: loaded('picture.png'),
      b: loaded('picture-on-white.png'),
      it: { type: 'composite-image', inputs: { below: from('a.image'), above: from('b.image'), mask: from('a.mask') } },
    };
    const { image } = await run(nodes);
    const above = withAlpha(await pixelsIn(join(FIXTURES, 'picture-on-white.png')));
    expect(image.channels).toBe(4);
    let compared = 0;
    for (let at = 0; at < source.data.length; at += 4) {
      const alpha = source.data[at + 3];
      if (alpha !== 0 && alpha !== 255) continue;
      const expected = (alpha === 0 ? above : source).data.subarray(at, at + 4);
      expect(image.data.subarray(at, at + 4)).toEqual(expected);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(300);
  });
});
