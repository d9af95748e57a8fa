// @vitest-environment happy-dom
/** The gallery: what it asks for, how pictures are selected, and what becomes of them. */
import { h } from 'preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { GalleryPage as Page, GalleryPicture, GalleryQuery } from '../../../engine/protocol/index.ts';
import { queryOf } from '../../../editor/panels/gallery/filters.ts';
import { GalleryPage } from '../../../editor/panels/gallery/GalleryPage.tsx';
import { areaOf, layoutOf, scrollTo, shownRange, touched } from '../../../editor/panels/gallery/grid-layout.ts';
import { among, NOTHING, select, wayOf } from '../../../editor/panels/gallery/selection.ts';
import { clear, click, named, press, settled, show } from './dom.ts';
import { fakeEditor } from './fake.ts';

afterEach(() => {
  clear();
  vi.useRealTimers();
});

const COUNT = 1000;

function picture(id: number): GalleryPicture {
  const [name, url] = [`p${id}.png`, `/api/pictures/output/p${id}.png`];
  const facts = { prompt: `Fox ${id}`, seed: String(id), model: 'nano', width: 64, height: 32, seconds: 3 };
  return { id, folder: 'output', name, url, mediaType: 'image/png', made: id, bytes: 9, isStarred: false, ...facts };
}

/** A server with many pictures; a search finds none. */
function gallery({ search }: GalleryQuery, { limit, before = COUNT + 1 }: { limit: number; before?: number }): Page {
  if (search !== undefined) return { pictures: [], count: 0 };
  const ids = Array.from({ length: Math.min(limit, before - 1) }, (_, at) => before - 1 - at);
  const next = ids.at(-1) === 1 ? undefined : ids.at(-1);
  return { pictures: ids.map(picture), next, ...(before > COUNT ? { count: COUNT } : {}) };
}

async function shown() {
  let closed = 0;
  const answers = {
    gallery,
    galleryFacts: () => ({ models: ['nano'], isFilling: false }),
    starPictures: () => ({}),
    deletePictures: (ids: readonly number[]) => ({ ids }),
    restorePictures: (ids: readonly number[]) => ({ ids }),
  };
  const fake = fakeEditor({ answers });
  const root = show(h(GalleryPage, { editor: fake.editor, close: () => void (closed += 1) }));
  await settled();
  await settled();
  const grid = root.querySelector('[role="listbox"]');
  const selected = (): string[] =>
    [...root.querySelectorAll('[aria-selected="true"]')].map((tile) => tile.textContent?.split(',')[0] ?? '');
  const tile = (id: number) =>
    [...root.querySelectorAll('[role="option"]')].find(({ textContent }) => textContent?.startsWith(`Fox ${id},`));
  const calls = (name: string) => fake.calls.filter(([called]) => called === name).map(([, ...inputs]) => inputs);
  return { ...fake, root, grid, selected, tile, called: calls, closed: () => closed };
}

describe('the gallery', () => {
  it('has only rows in view in the page, and says how many pictures there are', async () => {
    const { root } = await shown();
    expect(root.querySelector('[role="status"]')?.textContent).toBe('1,000 pictures');
    const tiles = root.querySelectorAll('.ga-tile');
    expect(tiles.length).toBeLessThan(60);
    expect(tiles[0]?.textContent).toMatch(/^Fox 1000, 64 × 32, 3.* s, seed 1000, nano/);
    expect(tiles[0]?.getAttribute('aria-setsize')).toBe('1000');
  });

  it('selects by click, with Ctrl and with Shift', async () => {
    const { selected, tile } = await shown();
    await click(tile(998));
    expect(selected()).toEqual(['Fox 998']);
    await click(tile(1000), { ctrlKey: true });
    expect(selected()).toEqual(['Fox 1000', 'Fox 998']);
    await click(tile(997), { shiftKey: true });
    expect(selected()).toEqual(['Fox 1000', 'Fox 999', 'Fox 998', 'Fox 997']);
  });

  it('is operated by keys alone', async () => {
    const { grid, selected, editor, called, closed } = await shown();
    await press(grid, 'ArrowRight');
    await press(grid, 'ArrowRight', { shiftKey: true });
    expect(selected()).toEqual(['Fox 999', 'Fox 998']);
    await press(grid, 's');
    expect(called('starPictures')).toEqual([[[999, 998], true]]);
    await press(grid, 'Enter');
    expect(editor.dialog.value).toMatchObject({ kind: 'viewer', index: 2 });
    await press(grid, 'Escape');
    expect([selected(), closed()]).toEqual([[], 0]);
    await press(grid, 'Escape');
    expect(closed()).toBe(1);
  });

  it('selects all that fit into one order', async () => {
    const { grid, root } = await shown();
    await press(grid, 'a', { ctrlKey: true });
    await settled();
    expect(root.querySelector('.ga-facts')?.textContent).toBe('1,000 pictures selected');
  });

  it('compares two, the older one first', async () => {
    const { root, tile, editor } = await shown();
    const compare = () => named(root, 'Compare', 'button') as HTMLButtonElement;
    await click(tile(1000));
    expect(compare().disabled).toBe(true);
    await click(tile(999), { ctrlKey: true });
    await click(compare());
    const [older, newer] = [picture(999).url, picture(1000).url];
    expect(editor.dialog.value).toMatchObject({ urls: [older, newer], index: 0, compare: newer });
  });

  it('deletes, and offers to undo it', async () => {
    const { tile, grid, called, editor } = await shown();
    await click(tile(999));
    await press(grid, 'Delete');
    expect(called('deletePictures')).toEqual([[[999]]]);
    expect(tile(999)).toBeUndefined();
    expect(editor.notices.value).toEqual([]);
    const [kind, text, undo] = called('notify').at(-1) ?? [];
    expect([kind, text]).toEqual(['done', 'Picture deleted.']);
    (undo as { run: () => void }).run();
    await settled();
    expect(called('restorePictures')).toEqual([[[999]]]);
  });

  it('asks the server for the words, once typing rests', async () => {
    const { root, called } = await shown();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const field = root.querySelector('input[type="search"]') as HTMLInputElement;
    for (const text of ['r', 're', 'red']) {
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await vi.advanceTimersByTimeAsync(50);
    }
    await vi.advanceTimersByTimeAsync(300);
    expect(
      called('gallery')
        .slice(1)
        .map(([query]) => query),
    ).toEqual([{ search: 'red' }]);
    vi.useRealTimers();
    await settled();
    expect(root.textContent).toContain('No picture fits.');
  });
});

describe('the fields of the gallery', () => {
  it('become a query with whole days', () => {
    const filters = { search: ' fox ', seed: '', model: 'nano', from: '2026-11-01', to: '2026-11-30', starred: true };
    expect(queryOf(filters)).toEqual({
      search: 'fox',
      model: 'nano',
      from: new Date(2026, 10, 1).getTime(),
      to: new Date(2026, 11, 1).getTime(),
      starred: true,
    });
    expect(queryOf({ ...filters, search: '', model: '', from: '', to: '2026-1', starred: false })).toEqual({});
  });
});

describe('the places of pictures', () => {
  const layout = layoutOf(1000);

  it('fill the width', () => {
    expect(layout.columns).toBe(5);
    const { x, width } = areaOf(layout, 9);
    expect(x + width).toBeLessThanOrEqual(1000);
    expect(x + width).toBeGreaterThan(990);
    expect(layoutOf(360).columns).toBe(3);
  });

  it('are few in the page, wherever it is scrolled', () => {
    const [from, to] = shownRange(layout, 10_000, 100_000, 800);
    expect(to - from).toBeLessThanOrEqual(60);
    expect(areaOf(layout, from).y).toBeLessThan(100_000);
    expect(areaOf(layout, to - 1).y + layout.height).toBeGreaterThan(100_800);
  });

  it('are touched by a rectangle', () => {
    const second = areaOf(layout, 1);
    expect(touched(layout, 8, { x: second.x + 5, y: 5, width: 10, height: 10 })).toEqual([1]);
    expect(touched(layout, 8, { x: 0, y: 0, width: 1000, height: 9999 })).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(touched(layout, 8, { x: second.x - 4, y: 5, width: 2, height: 2 })).toEqual([]);
  });

  it('scroll into view', () => {
    expect(scrollTo(layout, 0, 500, 400)).toBe(0);
    const far = areaOf(layout, 50);
    expect(scrollTo(layout, 50, 0, 400)).toBe(far.y + far.height - 400);
    expect(scrollTo(layout, 50, far.y - 10, 900)).toBe(far.y - 10);
  });
});

describe('a selection', () => {
  it('grows by taps of a finger, and by clicks with a key', () => {
    const keys = { ctrlKey: false, metaKey: false, shiftKey: false };
    const ways = [keys, { ...keys, pointerType: 'touch' }, { ...keys, metaKey: true }, { ...keys, shiftKey: true }];
    expect(ways.map(wayOf)).toEqual(['one', 'toggle', 'toggle', 'range']);
  });

  it('forgets pictures that are gone', () => {
    const chosen = select(select(NOTHING, [5, 4, 3], 1, 'one'), [5, 4, 3], 2, 'range');
    expect([...among(chosen, [5, 3]).ids]).toEqual([3]);
    expect(among(chosen, [5]).at).toBe(0);
  });
});
