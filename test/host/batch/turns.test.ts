/** The models of a batch serve one picture after the other. */
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { joinGrid } from '../../../engine/host/batch/grid.ts';
import { Turns } from '../../../engine/host/batch/turns.ts';
import sharp from 'sharp';

const never = new AbortController().signal;

it('turns are taken in the order they are asked for, one at a time', async () => {
  const turns = new Turns();
  const begun: number[] = [];
  const asked = [1, 2, 3].map(async (number) => {
    const turn = await turns.next(never);
    begun.push(number);
    return turn;
  });
  await setImmediate();
  expect(begun).toEqual([1]);
  const first = await asked[0];
  first?.end();
  first?.end();
  await setImmediate();
  expect(begun).toEqual([1, 2]);
  (await asked[1])?.end();
  (await asked[2])?.end();
  expect(begun).toEqual([1, 2, 3]);
  await expect(turns.next(never)).resolves.toBeDefined();
});

it('a turn that is no longer wanted goes to the next', async () => {
  const turns = new Turns();
  const stop = new AbortController();
  const first = await turns.next(never);
  const second = turns.next(stop.signal);
  const third = turns.next(never);
  stop.abort(new Error('stopped'));
  first.end();
  await expect(second).rejects.toThrow('stopped');
  await expect(third).resolves.toBeDefined();
});

it('a grid has pictures of one size only', async () => {
  const picture = async (width: number): Promise<Uint8Array> =>
    new Uint8Array(
      await sharp({ create: { width, height: 4, channels: 3, background: '#fff' } })
        .png()
        .toBuffer(),
    );
  const sizes = [4, 4, 8].map(picture);
  await expect(joinGrid(await Promise.all(sizes), 'png')).rejects.toThrow('several sizes: 4 x 4 and 8 x 4');
  const three = await joinGrid(await Promise.all([4, 4, 4].map(picture)), 'webp');
  expect(await sharp(three).metadata()).toMatchObject({ width: 8, height: 8, format: 'webp' });
});
