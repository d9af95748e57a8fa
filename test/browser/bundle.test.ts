/** The size of the built editor, and that it loads nothing from other hosts. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const FOLDER = 'dist/editor';
/** The most bytes of all files, and of those that the start page waits for, compressed by brotli as they are sent. */
const MOST = { all: 260_000, first: 80_000 };

const sizeOf = async (path: string): Promise<number> => (await stat(`${path}.br`)).size;

it('all files together are smaller than 260 kB compressed', async () => {
  const files = (await readdir(FOLDER, { recursive: true, withFileTypes: true })).filter(
    (file) => file.isFile() && /\.(?:js|css|html|svg)$/.test(file.name),
  );
  const sizes = await Promise.all(files.map(({ parentPath, name }) => sizeOf(join(parentPath, name))));
  expect(files.length).toBeGreaterThan(2);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST.all);
});

it('the start page waits for less than 80 kB, which takes 1.6 s at 50 kB/s', async () => {
  const page = await readFile(join(FOLDER, 'index.html'), 'utf8');
  const names = [...page.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].flatMap(([, name]) => name ?? []);
  const sizes = await Promise.all(['index.html', ...names].map((name) => sizeOf(join(FOLDER, name))));
  expect(names.length).toBeGreaterThan(3);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST.first);
});

it('the page loads no script, style or picture from another host, and has no inline script', async () => {
  const page = await readFile(join(FOLDER, 'index.html'), 'utf8');
  expect(
    [...page.matchAll(/(?:src|href)="([^"]+)"/g)]
      .map(([, address]) => address)
      .filter((address) => /^(?:https?:)?\/\//.test(address ?? '')),
  ).toEqual([]);
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=/);
});
