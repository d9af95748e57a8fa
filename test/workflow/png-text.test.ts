/** Text in PNG files: text of other programs is read, and written text changes no pixel. */
import { crc32, deflateSync } from 'node:zlib';
import { assert as check, asyncProperty, string } from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { isPng } from '../../engine/workflow/picture/png-chunks.ts';
import { readPngTexts, writePngText } from '../../engine/workflow/picture/png-text.ts';

const raw = { width: 3, height: 2, channels: 3 } as const;
const pixels = Buffer.from(Array.from({ length: 18 }, (_, i) => i * 14));
const png = new Uint8Array(await sharp(pixels, { raw }).png().toBuffer());

function withChunk(type: string, data: Buffer): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  // Behind signature and header.
  return new Uint8Array(Buffer.concat([png.subarray(0, 33), length, body, sum, png.subarray(33)]));
}

describe('readPngTexts', () => {
  it.each([
    ['tEXt', 'tEXt', Buffer.from('prompt\0{"a": "b"}', 'latin1'), '{"a": "b"}'],
    ['tEXt in Latin-1', 'tEXt', Buffer.from('prompt\0caf\u00e9', 'latin1'), 'café'],
    ['tEXt in UTF-8, against the standard', 'tEXt', Buffer.from('prompt\0狐狸'), '狐狸'],
    ['zTXt', 'zTXt', Buffer.concat([Buffer.from('prompt\0\0', 'latin1'), deflateSync('a fox')]), 'a fox'],
    ['iTXt', 'iTXt', Buffer.from('prompt\0\0\0en\0Eingabe\0ein Füchschen'), 'ein Füchschen'],
    ['compressed iTXt', 'iTXt', Buffer.concat([Buffer.from('prompt\0\u0001\0\0\0'), deflateSync('狐狸')]), '狐狸'],
  ])('reads %s', (_name, type, data, text) => {
    expect(readPngTexts(withChunk(type, data), ['prompt']).get('prompt')).toBe(text);
  });

  it('leaves out texts that cannot be read', () => {
    expect(readPngTexts(withChunk('zTXt', Buffer.from('prompt\0\0not compressed')), ['prompt']).size).toBe(0);
  });

  it('gives nothing for a file that is cut off or is not a PNG', () => {
    expect(readPngTexts(png.subarray(0, 40), ['prompt']).size).toBe(0);
    expect(readPngTexts(new Uint8Array(3), ['prompt']).size).toBe(0);
    expect(isPng(new Uint8Array(0))).toBe(false);
  });
});

describe('writePngText', () => {
  it('gives every text back and changes no pixel', async () => {
    await check(
      asyncProperty(string({ unit: 'binary' }), async (text) => {
        const written = writePngText(png, 'inkloom', text);
        expect(readPngTexts(written, ['inkloom']).get('inkloom')).toBe(Buffer.from(text).toString());
        expect((await sharp(written).raw().toBuffer()).equals(pixels)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('replaces the text under the keyword and keeps all others', () => {
    const twice = writePngText(
      writePngText(withChunk('tEXt', Buffer.from('other\0kept')), 'inkloom', 'one'),
      'inkloom',
      'two',
    );
    expect([...readPngTexts(twice, ['inkloom', 'other'])]).toEqual([
      ['inkloom', 'two'],
      ['other', 'kept'],
    ]);
    expect(Buffer.from(twice).toString('latin1').split('iTXt')).toHaveLength(2);
  });

  it('refuses a file that is not a PNG', () => {
    expect(() => writePngText(new Uint8Array(8), 'inkloom', 'x')).toThrow('Not a PNG');
  });
});
