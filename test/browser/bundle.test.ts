/** What the browser has to fetch before anything shows, and that none of it comes from anywhere else. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const FOLDER = 'dist/editor';
/** Of the issue that asked for the editor, in bytes. */
const MOST = 250_000;

it('weighs less than 250 kB compressed, all of it', async () => {
  const files = (await readdir(FOLDER, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => gzipSync(await readFile(join(parentPath, name))).length),
  );
  expect(files.length).toBeGreaterThan(2);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST);
});

it('names no other host', async () => {
  const page = await readFile(join(FOLDER, 'index.html'), 'utf8');
  expect(
    [...page.matchAll(/(?:src|href)="([^"]+)"/g)]
      .map(([, address]) => address)
      .filter((address) => /^(?:https?:)?\/\//.test(address ?? '')),
  ).toEqual([]);
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=/);
});
