/** Texts in Exif data: as another writer puts them into WebP and JPEG, and refused without a crash when damaged. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { comfyJsonIn } from '../../engine/comfyui/metadata.ts';
import { readExifTexts } from '../../engine/workflow/picture/exif-text.ts';

const picture = (make: string, model: string) =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).withExif({
    IFD0: { Make: make, Model: model },
  });

describe.each(['webp', 'jpeg'] as const)('a %s', (format) => {
  it('gives the texts under its keywords, and no other', async () => {
    const bytes = await picture('workflow:{"a": 1}', 'prompt:{"b": 2}').toFormat(format).toBuffer();
    expect(Object.fromEntries(readExifTexts(bytes, ['prompt', 'workflow']))).toEqual({
      workflow: '{"a": 1}',
      prompt: '{"b": 2}',
    });
    expect(readExifTexts(bytes, ['other']).size).toBe(0);
    expect(comfyJsonIn(bytes)).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('with the names of a camera, or cut off anywhere, gives nothing', async () => {
    const camera = await picture('Inkloom', 'One').toFormat(format).toBuffer();
    expect(readExifTexts(camera, ['prompt', 'workflow']).size).toBe(0);
    const bytes = await picture('workflow:{}', 'prompt:{}').toFormat(format).toBuffer();
    for (let length = 0; length < bytes.length; length += 3) {
      expect(() => readExifTexts(bytes.subarray(0, length), ['prompt'])).not.toThrow();
    }
  });
});

it('of the byte order of Motorola are read too', async () => {
  const text = Buffer.from('prompt:{"c": 3}\0');
  const head = Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x10\0\x02\0\0\0\0\0\0\0\x1a\0\0\0\0', 'latin1');
  head.writeUInt32BE(text.length, 14);
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), head, text]);
  const segment = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  const jpeg = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer();
  const bytes = Buffer.concat([jpeg.subarray(0, 2), segment, exif, jpeg.subarray(2)]);
  expect(comfyJsonIn(bytes)).toEqual([{ c: 3 }]);
});
