// Time limits and pauses of a store that may be out of reach, and work in the background.
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Background } from '../../../engine/cache/shared/background.ts';
import { Reach } from '../../../engine/cache/shared/reach.ts';

function reach() {
  const clock = { now: 0 };
  const said: string[] = [];
  const store = new Reach({
    verb: 'read',
    address: '/pool',
    onProblem: (text) => said.push(text),
    now: () => clock.now,
  });
  const fail = () => store.ask(1000, () => Promise.reject(new Error('no route')));
  return { clock, said, store, fail };
}

describe('a store out of reach', () => {
  it('is left alone after a failure, for longer with each, and asked again then', async () => {
    const { clock, store, fail } = reach();
    const pauses: number[] = [];
    for (let i = 0; i < 6; i++) {
      await fail();
      const began = clock.now;
      while (store.isPaused) clock.now += 1000;
      pauses.push((clock.now - began) / 1000);
    }
    expect(pauses).toEqual([5, 10, 20, 40, 60, 60]);
  });

  it('is not asked during a pause', async () => {
    const { store, fail } = reach();
    await fail();
    let asked = 0;
    expect(await store.ask(1000, async () => ++asked)).toBeUndefined();
    expect(asked).toBe(0);
  });

  it('is told of once, and once when it is back', async () => {
    const { clock, said, store, fail } = reach();
    await Promise.all([fail(), fail(), fail()]);
    clock.now += 5000;
    await fail();
    clock.now += 10_000;
    expect(await store.ask(1000, async () => 'here')).toBe('here');
    expect(said).toEqual([expect.stringContaining('/pool cannot be read'), expect.stringContaining('be read again')]);
  });

  it('that never answers costs the limit', async () => {
    const { said, store } = reach();
    expect(await store.ask(20, () => new Promise(() => {}))).toBeUndefined();
    expect(said).toEqual([expect.stringContaining('no answer after 0.02 s')]);
  });
});

describe('work in the background', () => {
  it('is done in order, and gives up what waited longest when too much waits', async () => {
    const background = new Background(100);
    const done: number[] = [];
    for (let i = 0; i < 6; i++)
      background.add(40, async () => {
        await setTimeout(5);
        done.push(i);
      });
    await background.idle(1000);
    expect(done).toEqual([0, 4, 5]);
  });

  it('is left undone after the patience of its end', async () => {
    const background = new Background(100);
    const done: string[] = [];
    background.add(1, () => new Promise(() => {}));
    background.add(1, async () => void done.push('second'));
    await background.idle(20);
    expect(done).toEqual([]);
  });
});
