/** Names of files: the same on every system, whole characters, never out of the folder. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReservedName } from '../../engine/graph/portable-name.ts';
import { fileStem, outputStem, STEM_BYTES } from '../../engine/host/file-name.ts';
import { saveNumbered } from '../../engine/host/save-files.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'inkloom-names-'));
const file = (prefix: string) => ({ prefix, extension: 'png', mediaType: 'image/png', data: Uint8Array.of(1) });
const graphemes = (text: string): string[] =>
  [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);

describe('a stem', () => {
  it('keeps letters with their accents and vowel signs, in NFC', () => {
    const words = ['Füchse', 'ภาพที่สวยงาม', 'हिन्दी', 'می‌خواهم', 'tiếng Việt', '狐狸', 'قِطّة', 'a (2)+b'];
    expect(words.map(outputStem)).toEqual(words.map((word) => word.normalize('NFC')));
    expect(outputStem('Fu\u0308chse')).toBe('F\u00FCchse');
  });

  it.each([
    ['', 'inkloom'],
    ['/', 'inkloom'],
    ['...', 'inkloom'],
    ['\u0301', 'inkloom'],
    ['../../etc/passwd', 'etc_passwd'],
    ['.hidden', 'hidden'],
    ['-rf', 'rf'],
    ['C:\\x', 'C_x'],
    ['a:b', 'a_b'],
    ['end. . ', 'end'],
    ['x\0y', 'x_y'],
    ['CON', '_CON'],
    ['con', '_con'],
    ['aux.png', '_aux.png'],
    ['nul .txt', '_nul .txt'],
    ['LPT¹', '_LPT¹'],
    ['console', 'console'],
  ])('of %j is %j on every system', (text, stem) => {
    expect(outputStem(text)).toBe(stem);
  });

  it('is as long as leaves room for a number and an extension, and ends with a whole character', () => {
    for (const text of ['狐'.repeat(100), 'ที่'.repeat(80), 'e\u0302\u0323'.repeat(150), 'क्षि'.repeat(90)]) {
      const stem = outputStem(text);
      expect(Buffer.byteLength(stem)).toBeLessThanOrEqual(STEM_BYTES);
      expect(Buffer.byteLength(stem)).toBeGreaterThan(STEM_BYTES - 20);
      expect(new Set(graphemes(stem))).toEqual(new Set(graphemes(text.normalize('NFC'))));
    }
  });

  it('is safe and its own stem, whatever it is made of', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 400 }), (text) => {
        const stem = fileStem(text, 'x');
        expect(stem).toMatch(/^_?[\p{L}\p{N}()+][\p{L}\p{M}\p{N} ._()+\u200C-\u200D-]*$/u);
        expect(stem).not.toMatch(/[. ]$/);
        expect(Buffer.byteLength(stem)).toBeLessThanOrEqual(STEM_BYTES);
        expect(isReservedName(stem)).toBe(false);
        expect(fileStem(stem, 'x')).toBe(stem);
      }),
    );
  });
});

describe('a numbered file', () => {
  it('gets the number after the highest one, files of other names and sizes of numbers aside', async () => {
    const at = folder();
    for (const name of ['fox-00007.png', 'fox-9007199254740993.png', `fox-${'9'.repeat(60)}.png`, 'foxes-00100.png'])
      writeFileSync(join(at, name), '');
    expect(await saveNumbered(at, file('fox'))).toBe(join(at, 'fox-00008.png'));
    expect(await saveNumbered(at, file('fox'))).toBe(join(at, 'fox-00009.png'));
  });

  it('counts files whose names the system spells in NFD', async () => {
    const at = folder();
    writeFileSync(join(at, 'Fu\u0308chse-00004.png'), '');
    expect(await saveNumbered(at, file('F\u00FCchse'))).toBe(join(at, 'F\u00FCchse-00005.png'));
  });

  it('is written for the longest names a workflow can ask for', async () => {
    const at = folder();
    for (const prefix of ['狐'.repeat(100), 'ที่'.repeat(33), '👨‍👩‍👧‍👦'.repeat(12), 'e\u0302\u0323'.repeat(33)])
      await saveNumbered(at, file(prefix));
    expect(readdirSync(at)).toHaveLength(4);
    for (const name of readdirSync(at)) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
  });
});
