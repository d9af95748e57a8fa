// Decoding weights is shown as progress of the node, and a note says once how long it takes.
import { expect, it } from 'vitest';
import { mayPrepare } from '../../nodes/preparing.ts';

it('passes progress on, and tells the time after two seconds', () => {
  const [progress, notes]: [number[], string[]] = [[], []];
  let time = 0;
  const ctx = {
    signal: new AbortController().signal,
    progress: (value: number) => void progress.push(value),
    note: (message: string) => void notes.push(message),
  };
  const options = mayPrepare(ctx, () => time);
  for (const [at, value] of [
    [0, 0],
    [1000, 5],
    [2000, 10],
    [3000, 15],
  ] as const) {
    time = at;
    options.progress?.(value, 1000);
  }
  expect(progress).toEqual([0, 5, 10, 15]);
  expect(notes).toEqual(['The weights are decoded into the cache, once for this model: about 3 min in all']);
  expect(options.signal).toBe(ctx.signal);
});

it('says nothing about weights that are decoded at once', () => {
  const notes: string[] = [];
  const note = (message: string) => void notes.push(message);
  const options = mayPrepare({ signal: new AbortController().signal, progress: () => {}, note }, () => 0);
  options.progress?.(1000, 1000);
  expect(notes).toEqual([]);
});
