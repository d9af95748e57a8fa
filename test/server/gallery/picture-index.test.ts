// The index of saved pictures: what is found, in which order, page by page.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../engine/jobs/sqlite/database.ts';
import type { GalleryQuery } from '../../../engine/protocol/index.ts';
import { conditionsOf } from '../../../engine/server/gallery/conditions.ts';
import { PictureIndex } from '../../../engine/server/gallery/picture-index.ts';
import type { NewPicture } from '../../../engine/server/gallery/picture-row.ts';

const DAY = Date.UTC(2026, 10, 30);

function openIndex(): { readonly database: Database; readonly index: PictureIndex } {
  const database = openDatabase(join(mkdtempSync(join(tmpdir(), 'inkloom-gallery-')), 'server.sqlite'));
  return { database, index: new PictureIndex(database) };
}

function picture(name: string, facts: Partial<NewPicture> = {}): NewPicture {
  return { name, mediaType: 'image/png', bytes: 10, made: DAY, ...facts };
}

const FOX = picture('fox.png', { prompt: 'A red fox in the snow', seed: '42', model: 'nano', made: DAY + 1 });
const CAT = picture('cat.png', { prompt: 'A red cat on a sofa', seed: '7', model: 'qwen-image', made: DAY + 2 });
const STAR = picture('star.png', { prompt: '雪地里的红色狐狸', seed: '42', workflow: 'Café', made: DAY + 3 });

function withThree(): PictureIndex {
  const { index } = openIndex();
  index.add([FOX]);
  index.add([CAT]);
  index.add([STAR]);
  return index;
}

/** The names that a query finds. */
function found(index: PictureIndex, query: GalleryQuery): string[] {
  return index.list(query, { limit: 50 }).pictures.map(({ name }) => name.replace('.png', ''));
}

describe('the gallery', () => {
  const index = withThree();

  it('lists the latest first', () => expect(found(index, {})).toEqual(['star', 'cat', 'fox']));

  it.each([
    ['red', ['cat', 'fox']],
    ['RED Fox', ['fox']],
    ['fo sno', ['fox']],
    ['"red cat"', ['cat']],
    ['"cat red"', []],
    ['红色', ['star']],
    ['红狐', []],
    ['cafe', ['star']],
    ['nano', ['fox']],
    ['42', ['star', 'fox']],
    ['cat.png', ['cat']],
    ['"OR" * ) x:', []],
    ['!?', ['star', 'cat', 'fox']],
  ])('finds %s', (search, names) => expect(found(index, { search })).toEqual(names));

  it('finds by seed, model and time, all together', () => {
    expect(found(index, { seed: '42' })).toEqual(['star', 'fox']);
    expect(found(index, { seed: '4' })).toEqual([]);
    expect(found(index, { model: 'qwen-image' })).toEqual(['cat']);
    expect(found(index, { from: DAY + 2 })).toEqual(['star', 'cat']);
    expect(found(index, { to: DAY + 2 })).toEqual(['fox']);
    expect(found(index, { search: 'red', seed: '42', model: 'nano', from: DAY, to: DAY + 2 })).toEqual(['fox']);
  });

  it('names the models, the most used first', () => {
    index.add([picture('more.png', { model: 'qwen-image', made: DAY - 1 })]);
    expect(index.models()).toEqual(['qwen-image', 'nano']);
  });
});

describe('a picture', () => {
  it('is entered once, and the pictures of a run keep their order', () => {
    const { index } = openIndex();
    const run = ['a.png', 'b.png', 'c.png'].map((name) => picture(name, { run: 'r' }));
    expect([index.add(run), index.add(run)]).toEqual([3, 0]);
    expect(found(index, {})).toEqual(['a', 'b', 'c']);
  });

  it('has a star that is found', () => {
    const index = withThree();
    const [, cat] = index.list({}, { limit: 50 }).pictures;
    index.star([cat?.id ?? 0], true);
    expect(found(index, { starred: true })).toEqual(['cat']);
    expect(found(index, { search: 'fox', starred: true })).toEqual([]);
  });

  it('is found no more when it was deleted, and again, with its star, when it came back', () => {
    const index = withThree();
    const [star] = index.list({}, { limit: 1 }).pictures;
    const id = star?.id ?? 0;
    index.star([id], true);
    index.discard(id, 'x.png');
    expect(found(index, { search: '雪' })).toEqual([]);
    expect(index.discarded(id)).toMatchObject({ name: 'star.png', file: 'x.png' });
    index.restore(id, 'star_2.png');
    expect(index.list({ search: '雪' }, { limit: 5 }).pictures).toMatchObject([
      { id, name: 'star_2.png', isStarred: true, made: DAY + 3 },
    ]);
  });
});

describe('many pictures', () => {
  const { database, index } = openIndex();
  const COUNT = 3000;
  const WORDS = ['red', 'blue', 'fox', 'cat', 'snow', 'light', 'castle', 'river', 'moon', 'door', 'glass'];

  beforeAll(() => {
    database.transaction(() => {
      for (let start = 0; start < COUNT; start += 1000)
        index.add(Array.from({ length: 1000 }, (_, at) => made(start + at)));
    });
  });

  function made(at: number): NewPicture {
    const words = Array.from({ length: 12 }, (_, place) => WORDS[(at * 7 + place * 3 + (at % 13)) % WORDS.length]);
    return picture(`p-${at}.png`, {
      made: DAY + at,
      prompt: words.join(' '),
      seed: String(at % 30),
      model: `m${at % 3}`,
    });
  }

  it('are read page by page, each once', () => {
    const seen: number[] = [];
    let before: number | undefined;
    do {
      const page = index.list({ seed: '7' }, { limit: 30, before });
      expect(page.count).toBe(before === undefined ? 100 : undefined);
      seen.push(...page.pictures.map(({ made: at }) => at - DAY));
      before = page.next;
    } while (before !== undefined);
    expect(seen).toEqual(Array.from({ length: 100 }, (_, at) => 2977 - at * 30));
  });

  it('are counted with the first page', () => {
    expect(index.list({}, { limit: 1 }).count).toBe(COUNT);
    expect(index.list({ model: 'm1' }, { limit: 1 }).count).toBe(1000);
  });

  /** How SQLite reads a page. */
  function planOf(query: GalleryQuery): string {
    const { from, where, number, values } = conditionsOf(query, 9e15);
    const sql = `EXPLAIN QUERY PLAN SELECT p.name FROM ${from} WHERE ${where} ORDER BY ${number} DESC LIMIT 100`;
    const steps = database.prepare<{ readonly detail: string }>(sql).all(...values);
    return steps.map(({ detail }) => detail).join('\n');
  }

  it.each<[GalleryQuery]>([
    [{}],
    [{ search: 'fox' }],
    [{ search: 'fox', seed: '7', from: DAY }],
    [{ seed: '7' }],
    [{ model: 'm1', from: DAY, to: DAY + 9 }],
    [{ starred: true }],
  ])('are read by an index and never sorted: %j', (query) => {
    const plan = planOf(query);
    expect(plan).toMatch(/USING|VIRTUAL TABLE INDEX/);
    expect(plan).not.toMatch(/SCAN p\b|TEMP B-TREE/);
  });
});
