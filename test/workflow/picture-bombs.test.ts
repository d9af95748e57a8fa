// Pictures whose texts unpack to far more than the file holds, and files made of countless empty parts.
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readAnyWorkflow } from '../../engine/workflow/import/read-any.ts';
import { readJpegText } from '../../engine/workflow/picture/jpeg-text.ts';
import { readPngTexts, writePngText } from '../../engine/workflow/picture/png-text.ts';
import { MOST_TEXT, TextTooLarge } from '../../engine/workflow/picture/text-limit.ts';
import { readWebpText } from '../../engine/workflow/picture/webp-text.ts';
import { WorkflowTooLargeError } from '../../engine/workflow/workflow-error.ts';
import { fastest } from '../support/fastest.ts';

const blank = sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } });
const png = new Uint8Array(await blank.png().toBuffer());
/** 64 MiB of zeros in 64 KiB. */
const bomb = deflateSync(Buffer.alloc(4 * MOST_TEXT));

function chunk(type: string, ...parts: (string | Uint8Array)[]): Buffer {
  const data = Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array)));
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** The PNG with chunks behind its header. */
function pngWith(...chunks: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]));
}

describe('a text that unpacks to more than 16 MiB', () => {
  it.each([
    ['zTXt', chunk('zTXt', 'inkloom\0\0', bomb)],
    ['iTXt', chunk('iTXt', 'inkloom\0\u0001\0\0\0', bomb)],
    ['tEXt', chunk('tEXt', 'inkloom\0', Buffer.alloc(MOST_TEXT + 1, 0x20))],
  ])('is refused in a %s chunk, with its limit', (_type, data) => {
    const picture = pngWith(data);
    expect(() => readPngTexts(picture, ['inkloom'])).toThrow(TextTooLarge);
    expect(() => readAnyWorkflow(picture, 'bomb.png')).toThrow(WorkflowTooLargeError);
    expect(() => readAnyWorkflow(picture, 'bomb.png')).toThrow(
      'bomb.png: the text in the picture has more than 16 MiB, which is the limit',
    );
  });

  it('is read up to the last byte of the limit', () => {
    const picture = pngWith(chunk('zTXt', 'inkloom\0\0', deflateSync(Buffer.alloc(MOST_TEXT, 0x61))));
    expect(readPngTexts(picture, ['inkloom']).get('inkloom')).toHaveLength(MOST_TEXT);
  });

  it('counts together with the other texts of the picture', () => {
    const half = deflateSync(Buffer.alloc(MOST_TEXT / 2 + 1, 0x61));
    const picture = pngWith(chunk('zTXt', 'prompt\0\0', half), chunk('zTXt', 'workflow\0\0', half));
    expect(() => readPngTexts(picture, ['prompt', 'workflow'])).toThrow(TextTooLarge);
    expect(readPngTexts(picture, ['workflow']).size).toBe(1);
  });

  it('is not unpacked under a keyword of another program', () => {
    const others = Array.from({ length: 40 }, (_, i) => chunk('zTXt', `Comment${i}\0\0`, bomb));
    const picture = pngWith(...others);
    const reading = fastest(() => expect(() => readAnyWorkflow(picture, 'p.png')).toThrow('no Inkloom workflow'));
    expect(reading).toBeLessThan(fastest(() => inflateSync(bomb)) * 4);
  });

  it('is not unpacked again for every chunk of one keyword', () => {
    const damaged = Buffer.concat([deflateSync(Buffer.alloc(MOST_TEXT)).subarray(0, -8), Buffer.alloc(8)]);
    const picture = pngWith(...Array.from({ length: 40 }, () => chunk('zTXt', 'inkloom\0\0', damaged)));
    expect(fastest(() => readPngTexts(picture, ['inkloom']))).toBeLessThan(fastest(() => inflateSync(bomb)) * 4);
  });

  it('is refused in a JPEG and a WebP', async () => {
    const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0xff, 0xff]), Buffer.from('inkloom\0')]);
    const full = Buffer.concat([segment, Buffer.alloc(0xffff + 2 - segment.length, 0x61)]);
    const count = Math.ceil(MOST_TEXT / 65_000) + 1;
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8]), ...Array.from({ length: count }, () => full)]);
    expect(() => readJpegText(jpeg, 'inkloom')).toThrow(TextTooLarge);
    const packet = `<inkloom:inkloom>${'a'.repeat(MOST_TEXT + 1)}</inkloom:inkloom>`;
    const size = Buffer.alloc(4);
    size.writeUInt32LE(packet.length);
    const webp = Buffer.concat([Buffer.from('RIFF....WEBPXMP '), size, Buffer.from(packet)]);
    expect(() => readWebpText(webp, 'inkloom')).toThrow(TextTooLarge);
    expect(() => readAnyWorkflow(webp, 'bomb.webp')).toThrow('more than 16 MiB');
  });
});

describe('a file of millions of empty parts', () => {
  const most = 20 * 2 ** 20;
  it.each([
    ['PNG', Buffer.concat([png.subarray(0, 33), Buffer.alloc(most)])],
    ['JPEG', Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(most, Buffer.from([0xff, 0xfe, 0, 2]))])],
    ['WebP', Buffer.concat([Buffer.from('RIFF....WEBP'), Buffer.alloc(most)])],
  ])('is looked at only so far: %s', (_format, bytes) => {
    const before = process.memoryUsage().heapUsed;
    expect(() => readAnyWorkflow(bytes, 'parts')).toThrow('the picture holds no Inkloom workflow');
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(2 * 2 ** 26);
  });
});

it('a picture keeps its own text whatever else is in it', () => {
  const written = writePngText(pngWith(chunk('zTXt', 'Comment\0\0', bomb)), 'inkloom', 'mine');
  expect(readPngTexts(written, ['inkloom']).get('inkloom')).toBe('mine');
});
