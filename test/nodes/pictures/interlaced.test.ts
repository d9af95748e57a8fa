// An interlaced PNG is decoded as a whole, so that it may have half the pixels of other pictures.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodePicture } from '../../../nodes/image/decode.ts';

test.for([
  [3072, true, true],
  [3073, true, false],
  [3073, false, true],
] as const)('8192 x %i, interlaced %s, is loaded: %s', async ([height, progressive, isLoaded]) => {
  const file = join(await mkdtemp(join(tmpdir(), 'inkloom-')), 'flat.png');
  const grey = sharp({ create: { width: 8192, height, channels: 3, background: '#808080' } });
  await grey.png({ progressive, compressionLevel: 1 }).toFile(file);
  const decoded = decodePicture(file, 'flat.png').then(
    (picture) => picture.data.length,
    (error: Error) => error.message,
  );
  expect(await decoded).toBe(
    isLoaded
      ? 8192 * height * 3
      : '"flat.png" is an interlaced PNG of more than 25165824 pixels; save it without interlacing',
  );
});
