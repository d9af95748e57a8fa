// Pictures of nodes: made once for each value, in order, within a limit of bytes, over restarts.
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NodePictures } from '../../../engine/server/runs/pictures/node-pictures.ts';
import type { StoredOutput } from '../../../engine/cache/result.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'inkloom-pictures-'));
const stored = (name: string, type = 'image'): StoredOutput => ({ digest: name.padEnd(64, '0'), bytes: 1, type });
const image = (size: number): object => ({
  width: size,
  height: 2,
  channels: 3,
  data: Uint8Array.from({ length: size * 6 }, () => Math.random() * 255),
});

function pictures(
  at: string,
  values: Record<string, unknown>,
  bytes?: number,
): { readonly shown: NodePictures; readonly read: string[] } {
  const read: string[] = [];
  const shown = new NodePictures({
    folder: at,
    ...(bytes === undefined ? {} : { bytes }),
    read({ digest }) {
      read.push(digest.replace(/0+$/, ''));
      const value = values[digest.replace(/0+$/, '')];
      return Promise.resolve(value === undefined ? undefined : { value });
    },
  });
  return { shown, read };
}

it('makes the pictures of a value once, over restarts too', async () => {
  const at = folder();
  const values = {
    a1: image(4),
    b1: { width: 3, height: 3, data: new Uint8Array(9) },
    c1: [image(4), image(5), image(6)],
  };
  const first = pictures(at, values);
  const show = (of: NodePictures): Promise<string[]> =>
    Promise.all([
      of.show(stored('a1')),
      of.show(stored('b1', 'mask')),
      of.show(stored('c1', 'images')),
      of.show(stored('a1')),
      of.show(stored('d1', 'latent')),
      of.show(stored('gone')),
    ]).then((found) => found.map((files) => files.map(({ width, height }) => `${width}x${height}`).join(' ')));
  expect(await show(first.shown)).toEqual(['4x2', '3x3', '4x2 5x2 6x2', '4x2', '', '']);
  expect(first.read).toEqual(['a1', 'b1', 'c1', 'gone']);
  const second = pictures(at, {});
  expect(await show(second.shown)).toEqual(['4x2', '3x3', '4x2 5x2 6x2', '4x2', '', '']);
  expect(second.read).toEqual(['gone']);
});

it('makes a set again when one of its files is missing, and removes other files', async () => {
  const at = folder();
  const values = { c1: [image(4), image(5)] };
  await pictures(at, values).shown.show(stored('c1', 'images'));
  const [, last] = readdirSync(at).toSorted();
  rmSync(join(at, last ?? ''));
  writeFileSync(join(at, '.half-written'), '');
  const { shown, read } = pictures(at, values);
  expect(await shown.show(stored('c1', 'images'))).toHaveLength(2);
  expect(read).toEqual(['c1']);
  expect(readdirSync(at)).toHaveLength(2);
});

it('removes the pictures not shown for longest when there are too many bytes', async () => {
  const at = folder();
  const values = Object.fromEntries(['a1', 'b1', 'c1', 'd1'].map((name) => [name, image(1000)]));
  const { shown } = pictures(at, values, 20_000);
  const names = (): string[] =>
    readdirSync(at)
      .map((name) => name.slice(0, 2))
      .toSorted();
  for (const name of ['a1', 'b1', 'c1', 'a1', 'd1']) await shown.show(stored(name));
  expect(names()).toEqual(['a1', 'c1', 'd1']);
  // A later process reads from the files' times when they were shown.
  const [a] = readdirSync(at).filter((name) => name.startsWith('a1'));
  utimesSync(join(at, a ?? ''), 1, 1);
  await pictures(at, values, 20_000).shown.show(stored('b1'));
  expect(names()).toEqual(['b1', 'c1', 'd1']);
});
