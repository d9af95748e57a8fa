// Loading and fitting pictures.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { Services } from '../../engine/graph/service.ts';
import { Engine } from '../../engine/run/engine.ts';
import type { PixelImage } from '../../inference/index.ts';
import { standardNodes } from '../../nodes/index.ts';
import { RememberedDigests } from '../../nodes/services/file-digests.ts';
import { inputFiles } from '../../nodes/services/input-files.ts';
import { FILE_DIGESTS, INPUT_FILES } from '../../nodes/services/tokens.ts';

const folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
const services = new Services()
  .provide(INPUT_FILES, inputFiles([folder]))
  .provide(FILE_DIGESTS, new RememberedDigests());
/** Two pixels side by side, red and blue. */
const pair = () => sharp(Buffer.from([255, 0, 0, 0, 0, 255]), { raw: { width: 2, height: 1, channels: 3 } });

async function load(name: string, engine = new Engine({ registry: new NodeRegistry(standardNodes), services })) {
  const { outputs, failures, executed } = await engine.run(
    { nodes: { load: { type: 'load-image', inputs: { image: name } } } },
    { targets: ['load'] },
  );
  return { image: outputs['load']?.['image'] as PixelImage | undefined, failures, executed };
}

describe('load image', () => {
  it.each(['png', 'webp', 'tiff', 'gif'] as const)('reads %s exactly', async (format) => {
    const made = pair();
    await made
      .toFormat(format, format === 'tiff' ? { compression: 'lzw' } : { lossless: true })
      .toFile(join(folder, `pair.${format}`));
    expect((await load(`pair.${format}`)).image).toEqual({
      width: 2,
      height: 1,
      channels: 3,
      data: Uint8Array.of(255, 0, 0, 0, 0, 255),
    });
  });

  it.each(['jpeg', 'avif'] as const)('reads %s', async (format) => {
    await sharp({ create: { width: 16, height: 8, channels: 3, background: '#808080' } })
      .toFormat(format)
      .toFile(join(folder, `grey.${format}`));
    const { image } = await load(`grey.${format}`);
    expect(image).toMatchObject({ width: 16, height: 8, channels: 3 });
    expect(Math.abs((image?.data[0] ?? 0) - 128)).toBeLessThan(4);
  });

  it('turns a picture upright, and makes colour of grey', async () => {
    await pair().withMetadata({ orientation: 6 }).png().toFile(join(folder, 'turned.png'));
    expect((await load('turned.png')).image).toEqual({
      width: 1,
      height: 2,
      channels: 3,
      data: Uint8Array.of(255, 0, 0, 0, 0, 255),
    });
    await sharp(Buffer.from([77]), { raw: { width: 1, height: 1, channels: 1 } })
      .png()
      .toFile(join(folder, 'grey.png'));
    expect((await load('grey.png')).image?.data).toEqual(Uint8Array.of(77, 77, 77));
  });

  it('keeps transparency, and gives it as a mask', async () => {
    await sharp(Buffer.from([10, 20, 30, 200, 1, 2, 3, 0]), { raw: { width: 2, height: 1, channels: 4 } })
      .png()
      .toFile(join(folder, 'half.png'));
    const engine = new Engine({ registry: new NodeRegistry(standardNodes), services });
    const { outputs } = await engine.run(
      { nodes: { load: { type: 'load-image', inputs: { image: 'half.png' } } } },
      { targets: ['load'] },
    );
    expect(outputs['load']).toEqual({
      image: { width: 2, height: 1, channels: 4, data: Uint8Array.of(10, 20, 30, 200, 1, 2, 3, 0) },
      mask: { width: 2, height: 1, data: Uint8Array.of(55, 255) },
    });
  });

  it('reads a file again when it changed, and only then', async () => {
    const engine = new Engine({ registry: new NodeRegistry(standardNodes), services });
    await pair().png().toFile(join(folder, 'changing.png'));
    expect((await load('changing.png', engine)).executed).toEqual(['load']);
    expect((await load('changing.png', engine)).executed).toEqual([]);
    await pair().flop().png().toFile(join(folder, 'changing.png'));
    expect((await load('changing.png', engine)).image?.data).toEqual(Uint8Array.of(0, 0, 255, 255, 0, 0));
  });

  it('names a file that is missing or no picture', async () => {
    expect((await load('none.png')).failures).toMatchObject([
      { node: 'load', message: expect.stringContaining('There is no file "none.png". Searched: ') as unknown },
    ]);
    await writeFile(join(folder, 'text.png'), 'not a picture');
    expect((await load('text.png')).failures).toMatchObject([
      { node: 'load', message: expect.stringContaining('"text.png" is no picture that can be read') as unknown },
    ]);
  });

  it('says of a Git LFS pointer what it is, before anything is computed', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n';
    await writeFile(join(folder, 'pointer.png'), pointer);
    const engine = new Engine({ registry: new NodeRegistry(standardNodes), services });
    const nodes = { load: { type: 'load-image', inputs: { image: 'pointer.png' } } };
    const { refused, failures } = await engine.run({ nodes }, { targets: ['load'], foresee: true });
    expect(refused).toBe(true);
    expect(failures[0]?.message).toContain('pointer.png is a Git LFS pointer in the place of the file of 12345 bytes');
  });
});
