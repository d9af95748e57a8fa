/** Speeds that are remembered, and the times that are predicted from them. */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { predictSeconds } from '../../../inference/speed/predict.ts';
import { SpeedBook } from '../../../inference/speed/speed-book.ts';

describe('a prediction', () => {
  it('is proportional to the work', () => {
    expect(predictSeconds([{ amount: 100, seconds: 2 }], 500)).toBe(10);
  });

  it('goes by the samples of the nearest size', () => {
    const samples = [
      { amount: 10, seconds: 1 },
      { amount: 1000, seconds: 50 },
    ];
    expect(predictSeconds(samples, 20)).toBe(2);
    expect(predictSeconds(samples, 2000)).toBe(100);
  });

  it('is not moved by one sample that took ten times as long', () => {
    const samples = [1, 1.25, 10, 0.75, 1].map((seconds) => ({ amount: 100, seconds }));
    expect(predictSeconds(samples, 100)).toBeCloseTo(1);
  });

  it('goes by the mean, which many steps add up to on a busy machine', () => {
    const samples = [1, 1, 1, 2, 2.5].map((seconds) => ({ amount: 100, seconds }));
    expect(predictSeconds(samples, 100)).toBeCloseTo(1.5);
  });

  it('is unknown without samples', () => {
    expect(predictSeconds([], 100)).toBeUndefined();
  });
});

describe('a book of speeds', () => {
  const file = async (): Promise<string> =>
    join(await mkdtemp(join(tmpdir(), 'inkloom-speeds-')), 'deep', 'speeds.json');

  it('is read by the next process', async () => {
    const path = await file();
    const book = new SpeedBook(path);
    await book.add('steps', { amount: 100, seconds: 2 });
    await book.close();
    expect(await new SpeedBook(path).predict('steps', 300)).toBe(6);
    expect(await new SpeedBook(path).predict('other', 300)).toBeUndefined();
  });

  it('keeps what another process saved meanwhile', async () => {
    const path = await file();
    const [one, other] = [new SpeedBook(path), new SpeedBook(path)];
    await one.add('a', { amount: 1, seconds: 1 });
    await other.add('b', { amount: 1, seconds: 2 });
    await one.close();
    await other.close();
    const both = new SpeedBook(path);
    expect([await both.predict('a', 1), await both.predict('b', 1)]).toEqual([1, 2]);
  });

  it('forgets old samples of a size, and keeps those of other sizes', async () => {
    const book = new SpeedBook();
    await book.add('steps', { amount: 1000, seconds: 7 });
    for (let i = 0; i < 100; i += 1) await book.add('steps', { amount: 10, seconds: 1 });
    for (let i = 0; i < 10; i += 1) await book.add('steps', { amount: 10, seconds: 3 });
    expect(await book.predict('steps', 10)).toBeCloseTo(3);
    expect(await book.predict('steps', 1000)).toBe(7);
  });

  it.each(['', '{}', '{"version": 1, "kinds": {"steps": [[1, -1]]}}'])(
    'counts a damaged file as none: %j',
    async (text) => {
      const plain = join(await mkdtemp(join(tmpdir(), 'inkloom-speeds-')), 'speeds.json');
      await writeFile(plain, text);
      const book = new SpeedBook(plain);
      expect(await book.predict('steps', 1)).toBeUndefined();
      await book.add('steps', { amount: 1, seconds: 1 });
      await book.close();
      expect(JSON.parse(await readFile(plain, 'utf8'))).toEqual({ version: 1, kinds: { steps: [[1, 1]] } });
    },
  );
});
