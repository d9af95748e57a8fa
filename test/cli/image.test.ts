/** `inkloom image`, as a user and as another program would use it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DEFAULTS as QWEN_IMAGE_21 } from '../../inference/families/qwen-image-2.1/defaults.ts';
import { imageSettings } from '../../engine/host/image/image-settings.ts';
import { inkloom, inkloomHere, SMALL } from './support.ts';

describe('inkloom image', () => {
  it('writes a PNG, prints its path, reports steps and warns of random weights', async () => {
    const { code, stdout, stderr, folder } = await inkloom([
      'image',
      'a red fox',
      '--model',
      'tiny-random',
      '--width',
      '64',
      '--height',
      '48',
      '--steps',
      '2',
    ]);
    expect(stdout).toBe('out/inkloom-00001.png\n');
    expect(await sharp(join(folder, 'out/inkloom-00001.png')).metadata()).toMatchObject({
      format: 'png',
      width: 64,
      height: 48,
      channels: 3,
    });
    expect(stderr).toContain('random weights: its pictures are noise');
    expect(stderr).toContain('Denoise: step 2 of 2');
    expect(code).toBe(0);
  });

  it('uses the trained checkpoint that ships, at the size it was trained for, by default', async () => {
    const { code, stderr, folder } = await inkloom(['image', 'a red star above a blue square', '--steps', '2']);
    expect(await sharp(join(folder, 'out/inkloom-00001.png')).metadata()).toMatchObject({ width: 128, height: 128 });
    expect(stderr).not.toContain('random weights');
    expect(code).toBe(0);
  });

  it.each([
    [[], []],
    [['model=tiny-random'], []],
    [['model=Qwen-Image'], ['width=1328', 'height=1328', 'steps=20', 'guidance=4']],
    [
      ['model=Qwen-Image', 'width=928'],
      ['width=1328', 'height=1328', 'steps=20', 'guidance=4'],
    ],
  ])('for the settings %j starts from %j, the defaults for published checkpoints', (chosen, size) => {
    const model = chosen[0]?.slice('model='.length);
    expect(imageSettings('a fox', chosen, model)).toEqual(['prompt=a fox', ...size, ...chosen]);
  });

  it('starts from the defaults of the family of the model', () => {
    const settings = imageSettings('a fox', ['model=other'], 'other', QWEN_IMAGE_21);
    expect(settings).toEqual(['prompt=a fox', 'width=1024', 'height=1024', 'steps=40', 'guidance=1', 'model=other']);
  });

  describe('three times', async () => {
    const { folder } = await inkloom(['image', 'a red fox', ...SMALL]);
    await inkloom(['image', 'a red fox', ...SMALL, '-o', 'again'], { folder });
    await inkloom(['image', 'a red fox', ...SMALL, '--seed', '1'], { folder });
    const files = await readdir(join(folder, 'out'));
    const [one, two, three] = await Promise.all(
      ['out/inkloom-00001.png', 'again/inkloom-00001.png', 'out/inkloom-00002.png'].map((name) =>
        readFile(join(folder, name)),
      ),
    );

    it('numbers the pictures', () => {
      expect(files).toEqual(['inkloom-00001.png', 'inkloom-00002.png']);
    });

    it('gives the same bytes for the same seed, and others for another seed', () => {
      expect(one).toEqual(two);
      expect(one).not.toEqual(three);
    });
  });

  it.each([
    [[], 'Expected one prompt in quotes'],
    [['a', 'b'], 'Expected one prompt in quotes'],
    [['a', '--nope'], 'There is no option "--nope". Did you mean "--nodes"?'],
    [['a', '--memory', 'lots'], '--memory: expected a size such as 12GiB or 800M, got "lots"'],
    [['a', '--threads', '0'], '--threads: expected a whole number from 1, got "0"'],
    [['a', '--precision', 'fp4'], '--precision: expected one of auto, exact, int8, int4, fp32, cast, got "fp4"'],
    [['a', '--width', '100'], 'Node "size", input "width": 100 is not a multiple of 16; nearest: 96 or 112.'],
    [['a', '--steps', '0'], 'Node "schedule", input "steps": 0 is outside 1 to 10000.'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr, stdout } = await inkloomHere(['image', ...args]);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
