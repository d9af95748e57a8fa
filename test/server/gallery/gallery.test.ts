// The gallery of a server: filled by runs and from the folder, starred, deleted, restored, downloaded.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../../engine/jobs/sqlite/database.ts';
import type { GalleryPage, GalleryPicture } from '../../../engine/protocol/index.ts';
import { chainOf, type LocalServer, newFolder, startHere } from '../runs/runs-support.ts';

let server: LocalServer;
const data = newFolder();
const output = join(data, 'output');

beforeAll(async () => {
  server = await startHere({ data });
  for (const shade of [1, 2, 3]) await server.until((await server.run(saved(shade))).id);
  await vi.waitUntil(async () => (await list()).length === 3);
});
afterAll(() => server?.close());

function saved(shade: number) {
  return { ...chainOf({ type: 'test/slow', inputs: { steps: 1, pause: 0 } }, shade), name: `Shade ${shade}` };
}

async function list(query = ''): Promise<readonly GalleryPicture[]> {
  return ((await server.ask('GET', `/api/gallery?${query}`)).body as GalleryPage).pictures;
}

/** The shades of the pictures a query finds. */
async function shades(query = ''): Promise<string[]> {
  return (await list(query)).map(({ workflow = '' }) => workflow.replace('Shade ', ''));
}

const idOf = async (shade: number): Promise<number> => (await list(`search=shade+${shade}`))[0]?.id ?? 0;

describe('the gallery of a server', () => {
  it('holds what runs saved, with their facts', async () => {
    const [latest] = await list();
    expect(latest).toMatchObject({ folder: 'output', workflow: 'Shade 3', width: 8, height: 6, isStarred: false });
    expect(latest?.run).toMatch(/./);
    expect(latest?.seconds).toBeGreaterThanOrEqual(0);
    expect(latest?.bytes).toBe(readFileSync(join(output, latest?.name ?? '')).length);
    expect(await shades()).toEqual(['3', '2', '1']);
    expect(await shades('search=shade+2')).toEqual(['2']);
    expect(await shades(`from=${Date.now() + 1000}`)).toEqual([]);
  });

  it('gives pages', async () => {
    const first = (await server.ask('GET', '/api/gallery?limit=2')).body as GalleryPage;
    const second = (await server.ask('GET', `/api/gallery?limit=2&before=${first.next}`)).body as GalleryPage;
    expect([first.count, first.pictures.length, second.pictures.length, second.next]).toEqual([3, 2, 1, undefined]);
  });

  it('keeps stars', async () => {
    const ids = [await idOf(2)];
    expect((await server.ask('PUT', '/api/gallery/stars', { ids, isStarred: true })).status).toBe(204);
    expect(await shades('starred=true')).toEqual(['2']);
    await server.ask('PUT', '/api/gallery/stars', { ids, isStarred: false });
    expect(await shades('starred=true')).toEqual([]);
  });

  it('deletes a picture, and brings it back', async () => {
    const id = await idOf(1);
    const [picture] = await list('search=shade+1');
    const { name = '', url = '' } = picture ?? {};
    const gone = await server.ask('POST', '/api/gallery/delete', { ids: [id, 12345] });
    expect(gone.body).toEqual({ ids: [id] });
    expect(existsSync(join(output, name))).toBe(false);
    expect(await shades()).toEqual(['3', '2']);
    expect((await server.ask('GET', url)).status).toBe(404);
    const address = `/api/pictures/output/${encodeURIComponent(`.trash/${id}.png`)}`;
    expect((await server.ask('GET', address)).status).toBe(404);
    expect((await server.ask('POST', '/api/gallery/restore', { ids: [id] })).body).toEqual({ ids: [id] });
    expect(existsSync(join(output, name))).toBe(true);
    expect(await shades()).toEqual(['3', '2', '1']);
    expect((await server.ask('POST', '/api/gallery/restore', { ids: [id] })).body).toEqual({ ids: [] });
  });

  it('brings a picture back under another name where its own was taken', async () => {
    const [picture] = await list('search=shade+3');
    const { id = 0, name = '' } = picture ?? {};
    await server.ask('POST', '/api/gallery/delete', { ids: [id] });
    writeFileSync(join(output, name), 'of somebody else');
    await server.ask('POST', '/api/gallery/restore', { ids: [id] });
    const [back] = await list('search=shade+3');
    expect(back).toMatchObject({ id, name: name.replace('.png', '_2.png') });
    expect(readFileSync(join(output, name), 'utf8')).toBe('of somebody else');
  });

  it('sends pictures as one ZIP file, once for each time it is asked for', async () => {
    const pictures = await list();
    const asked = await server.ask('POST', '/api/gallery/zip', { ids: pictures.map(({ id }) => id) });
    const { url } = asked.body as { readonly url: string };
    const response = await fetch(server.url + url);
    const zip = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-disposition')).toContain('.zip');
    expect(zip.length).toBe(Number(response.headers.get('content-length')));
    // Signature of the end of a ZIP file (APPNOTE 4.3.16), with the number of its files at 10.
    const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
    expect(zip.readUInt16LE(end + 10)).toBe(3);
    for (const { name } of pictures) {
      expect(zip.includes(name)).toBe(true);
      expect(zip.includes(readFileSync(join(output, name)))).toBe(true);
    }
    expect((await server.ask('GET', '/api/gallery/zip/another')).status).toBe(404);
    expect((await server.ask('POST', '/api/gallery/zip', { ids: [1] })).status).toBe(404);
  });

  it('refuses what it cannot read', async () => {
    expect((await server.ask('POST', '/api/gallery/delete', { ids: ['../x'] })).status).toBe(400);
    expect((await server.ask('GET', '/api/gallery?limit=100000')).status).toBe(400);
  });

  it('is asked by its own page only', async () => {
    const response = await fetch(`${server.url}/api/gallery`, { headers: { origin: 'https://example.com' } });
    expect(response.status).toBe(403);
  });
});

describe('a server that starts', () => {
  it('finds the pictures that are there, and forgets those that are gone', async () => {
    await server.close();
    const names = readdirSync(output).filter((name) => name.endsWith('.png'));
    const [kept = ''] = names.filter((name) => name.includes('_2'));
    mkdirSync(join(output, 'album'));
    copyFileSync(join(output, kept), join(output, 'album', 'copy.png'));
    symlinkSync(join(data, 'inkloom.sqlite'), join(output, 'link.png'));
    const stranger = await startHere({ data });
    server = stranger;
    await vi.waitFor(async () => expect((await list()).map(({ name }) => name)).toContain('album/copy.png'));
    const copy = (await list()).find(({ name }) => name === 'album/copy.png');
    // Known from the text within the picture.
    expect(copy).toMatchObject({ workflow: 'Shade 3', width: 8, height: 6 });
    expect(copy?.run).toBeUndefined();
    expect((await list()).map(({ name }) => name)).not.toContain('link.png');
  });

  it('fills an empty gallery from its history', async () => {
    await server.close();
    const database = openDatabase(join(data, 'inkloom.sqlite'));
    database.exec('DELETE FROM picture');
    database.close();
    server = await startHere({ data });
    await vi.waitFor(async () => expect((await shades('search=shade')).toSorted()).toEqual(['1', '2', '3', '3']));
    const second = (await list()).find(({ name }) => name === 'inkloom-00002.png');
    expect(second).toMatchObject({ run: (await server.list())[1]?.id, seconds: expect.any(Number) as number });
  });
});
