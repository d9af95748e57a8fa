/** What every content store promises: one table of tests for all implementations. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContentStore, type Shelf, SHELVES, type ShelfName } from '../../engine/store/content-store.ts';
import { ModelStore } from './model-store.ts';

export interface StoreUnderTest {
  readonly store: ContentStore;
  /** Changes the bytes of a blob behind the back of the store. */
  damage(shelf: ShelfName, digest: string, bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** SHA-256 of "abc": FIPS 180-2, appendix B.1. */
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function all(items: AsyncIterable<{ readonly name: string; readonly bytes: number }>): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, bytes } of items) found.push(`${name} ${bytes}`);
  return found.toSorted();
}

/** @param open gives a new, empty store. @param rounds of random operations. */
export function describeStore(title: string, open: () => Promise<StoreUnderTest>, rounds: number): void {
  describe(`a store ${title}`, () => {
    let under: StoreUnderTest;
    let shelf: Shelf;
    const folder = mkdtempSync(join(tmpdir(), 'inkloom-store-'));
    beforeAll(async () => {
      under = await open();
      shelf = under.store.shelf('outputs');
    });
    afterAll(async () => {
      await under.close();
      rmSync(folder, { recursive: true });
    });

    it('can be used', async () => {
      expect(await under.store.check()).toBeUndefined();
    });

    it('keeps bytes under their SHA-256', async () => {
      expect(await shelf.writeBlob(bytesOf('abc'))).toEqual({ digest: ABC, bytes: 3 });
      expect(await shelf.readBlob(ABC)).toEqual(bytesOf('abc'));
      expect(await under.store.shelf('inputs').hasBlob(ABC)).toBe(false);
    });

    it('gives nothing for damaged bytes, and takes the true ones again', async () => {
      const { digest } = await shelf.writeBlob(bytesOf('a picture'));
      for (const wrong of ['a pictura', 'a pic', '']) {
        await under.damage('outputs', digest, bytesOf(wrong));
        expect(await shelf.readBlob(digest)).toBeUndefined();
        await under.damage('outputs', digest, bytesOf(wrong));
        expect(await shelf.readBlobTo(digest, join(folder, 'damaged'))).toBe(false);
        await shelf.writeBlob(bytesOf('a picture'));
        expect(await shelf.readBlob(digest)).toEqual(bytesOf('a picture'));
      }
      await under.damage('outputs', digest, bytesOf('cut'));
      await shelf.writeBlob(bytesOf('a picture'));
      expect(await shelf.readBlob(digest)).toEqual(bytesOf('a picture'));
      expect(readdirSync(folder)).toEqual([]);
    });

    it('takes and gives files of many parts, and leaves nothing unfinished', async () => {
      const data = randomBytes(3_000_001);
      const [from, to] = [join(folder, 'from'), join(folder, 'to')];
      await writeFile(from, data);
      const file = await shelf.writeBlobFrom(from);
      expect(file).toEqual(await shelf.writeBlob(data));
      await writeFile(to, 'replaced');
      expect(await shelf.readBlobTo(file.digest, to)).toBe(true);
      expect(data.equals(await readFile(to))).toBe(true);
      expect(await shelf.readBlobTo('0'.repeat(64), to)).toBe(false);
      expect(readdirSync(folder).toSorted()).toEqual(['from', 'to']);
    });

    it('adds a record for one of many who try at once', async () => {
      const tried = await Promise.all(Array.from({ length: 12 }, (_, i) => shelf.addRecord('claims/one', `${i}`)));
      expect(tried.filter(Boolean)).toHaveLength(1);
      expect(await shelf.getRecord('claims/one')).toBe(`${tried.indexOf(true)}`);
    });

    it('never gives a part of a record that is written again and again', async () => {
      const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(100_000));
      const seen = new Set<string | undefined>();
      await shelf.putRecord('often', texts[0] as string);
      const read = async (): Promise<void> => void seen.add(await shelf.getRecord('often'));
      await Promise.all(texts.flatMap((text) => [shelf.putRecord('often', text), read(), read()]));
      expect(texts).toEqual(expect.arrayContaining([...seen]));
    });

    it('keeps records whose names begin alike apart', async () => {
      await shelf.putRecord('runs/a', 'record');
      await shelf.putRecord('runs/a/b', 'below');
      await shelf.putRecord('runs/ab', 'beside');
      expect(await all(shelf.records('runs/a'))).toEqual(['runs/a 6', 'runs/a/b 5', 'runs/ab 6']);
      expect(await all(shelf.records('runs/a/'))).toEqual(['runs/a/b 5']);
      expect(await all(shelf.records('nothing/here'))).toEqual([]);
    });

    it.each(['', '/a', 'a/', 'a//b', '../a', 'a/..', 'a.json', 'a b', 'a\\b', 'ä', 'x'.repeat(201)])(
      'refuses the name "%s"',
      async (name) => {
        await expect(shelf.putRecord(name, '')).rejects.toThrow(TypeError);
        await expect(shelf.readBlob(name)).rejects.toThrow(TypeError);
      },
    );

    it('does as a model does, whatever it is asked', async () => {
      const model = new ModelStore();
      const random = seededRandom(21);
      // The tests before wrote to the shelf of outputs.
      const shelves = SHELVES.filter((each) => each !== 'outputs');
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
      const texts = ['', 'one', 'two', 'three', 'x'.repeat(70_000)];
      const digests = await Promise.all(
        texts.map(async (text) => (await model.shelf('steps').writeBlob(bytesOf(text))).digest),
      );
      for (const text of texts) await under.store.shelf('steps').writeBlob(bytesOf(text));
      const names = ['a', 'a/b', 'b', 'b/c/d', 'A-1_x'];
      const path = join(folder, 'file');
      const operations: readonly ((shelf: Shelf) => Promise<unknown>)[] = Array.from({ length: rounds }, () => {
        const [text, digest, name, prefix] = [pick(texts), pick(digests), pick(names), pick(['', 'a', 'b/'])];
        return pick<(shelf: Shelf) => Promise<unknown>>([
          (at) => at.hasBlob(digest),
          (at) => at.readBlob(digest),
          (at) => at.writeBlob(bytesOf(text)),
          async (at) => (await at.readBlobTo(digest, path)) && readFile(path, 'utf8'),
          (at) => writeFile(path, text).then(() => at.writeBlobFrom(path)),
          (at) => at.removeBlob(digest),
          (at) => all(at.blobs()),
          (at) => at.getRecord(name),
          (at) => at.putRecord(name, text),
          (at) => at.addRecord(name, text),
          (at) => at.removeRecord(name),
          (at) => all(at.records(prefix)),
        ]);
      });
      for (const [index, operation] of operations.entries()) {
        const name = pick(shelves);
        const expected = await operation(model.shelf(name));
        expect(await operation(under.store.shelf(name)), `operation ${index}`).toEqual(expected);
      }
    });
  });
}

/** Numbers from 0 to 1: mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
