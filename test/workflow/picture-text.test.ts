/** Text in JPEG and WebP files: written text is read back, and changes neither pixels nor metadata. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { isJpeg, readJpegText, writeJpegText } from '../../engine/workflow/picture/jpeg-text.ts';
import { isWebp } from '../../engine/workflow/picture/webp-chunks.ts';
import { readWebpText, writeWebpText } from '../../engine/workflow/picture/webp-text.ts';

const noise = Uint8Array.from({ length: 37 * 21 * 4 }, (_, i) => (i * 7919) % 251);
const picture = (channels: 3 | 4) =>
  sharp(noise.subarray(0, 37 * 21 * channels), { raw: { width: 37, height: 21, channels } });
const TEXTS = ['{"a":1}', '', 'Füchschen 狐狸 <&> "quotes" &amp;', 'x'.repeat(200_001)];

describe.each([
  [
    'JPEG',
    isJpeg,
    readJpegText,
    writeJpegText,
    {
      plain: () => picture(3).jpeg(),
      exif: () =>
        picture(3)
          .withExif({ IFD0: { Artist: 'me' } })
          .jpeg(),
    },
  ],
  [
    'WebP',
    isWebp,
    readWebpText,
    writeWebpText,
    {
      lossy: () => picture(3).webp(),
      lossless: () => picture(3).webp({ lossless: true }),
      lossyAlpha: () => picture(4).webp(),
      losslessAlpha: () => picture(4).webp({ lossless: true }),
      exif: () =>
        picture(3)
          .withExif({ IFD0: { Artist: 'me' } })
          .webp(),
    },
  ],
] as const)('%s', (_name, is, read, write, kinds) => {
  it.each(Object.entries(kinds))('gives every text back and changes no pixel: %s', async (_kind, make) => {
    const bytes = new Uint8Array(await make().toBuffer());
    const before = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect(is(bytes)).toBe(true);
    expect(read(bytes, 'inkloom')).toBeUndefined();
    for (const text of TEXTS) {
      const written = write(write(bytes, 'inkloom', 'old'), 'inkloom', text);
      expect(read(written, 'inkloom')).toBe(text);
      const after = await sharp(written, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true });
      expect(after.info).toEqual(before.info);
      expect(after.data.equals(before.data)).toBe(true);
      expect((await sharp(written).metadata()).exif).toEqual((await sharp(bytes).metadata()).exif);
    }
  });

  it('reads nothing from other files, and refuses to write into them', () => {
    expect(is(new Uint8Array(0))).toBe(false);
    expect(read(new Uint8Array(20), 'inkloom')).toBeUndefined();
    expect(() => write(new Uint8Array(20), 'inkloom', 'x')).toThrow('Not a');
  });
});
