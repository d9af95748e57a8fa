/** The size of the built editor, and that it loads nothing from other hosts. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const FOLDER = 'dist/editor';
/** The most bytes of all files, compressed by gzip. */
const MOST = 250_000;

it('all files together are smaller than 250 kB compressed', async () => {
  const files = (await readdir(FOLDER, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => gzipSync(await readFile(join(parentPath, name))).length),
  );
  expect(files.length).toBeGreaterThan(2);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST);
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
