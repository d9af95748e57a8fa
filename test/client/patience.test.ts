// Servers that are busy or away are asked again, and others are not.
import { expect, it } from 'vitest';
import { patiently, ServerError, ServerUnreachable } from '../../engine/client/index.ts';

const { signal } = new AbortController();

function answer(status: number, code: string, retryAfter?: number): ServerError {
  return new ServerError(status, { code, message: code }, retryAfter);
}

/** Fails with each error in turn, and then succeeds. */
function after(...errors: readonly Error[]): { readonly work: () => Promise<string>; readonly count: () => number } {
  let count = 0;
  const work = async (): Promise<string> => {
    const error = errors[count++];
    if (error) throw error;
    return 'done';
  };
  return { work, count: () => count };
}

it.each([
  ['a full queue, as it says', answer(429, 'queue-full', 1)],
  ['a server behind a proxy that restarts', answer(502, 'foreign-answer', 1)],
  ['a server that is away', new ServerUnreachable('http://a', new Error('x'))],
])('waits for %s, and says so once', async (_name, error) => {
  const { work, count } = after(error, error);
  const said: string[] = [];
  expect(await patiently(work, { signal, onWait: ({ message }) => said.push(message) })).toBe('done');
  expect([count(), said.length]).toEqual([3, 1]);
});

it.each([
  ['a refusal', answer(422, 'cannot-work')],
  ['a server that is emptied', answer(503, 'draining')],
  ['any other error', new TypeError('bug')],
])('does not wait for %s', async (_name, error) => {
  const { work, count } = after(error);
  await expect(patiently(work, { signal })).rejects.toBe(error);
  expect(count()).toBe(1);
});

it('gives up a server that stays away, but never a busy one', async () => {
  const away = new ServerUnreachable('http://a', new Error('x'));
  await expect(patiently(after(away).work, { signal, most: 0 })).rejects.toBe(away);
  expect(await patiently(after(answer(429, 'rate-limited', 1)).work, { signal, most: 0 })).toBe('done');
});

it('ends with the reason of its signal', async () => {
  const stop = new AbortController();
  const waiting = patiently(after(answer(429, 'queue-full', 60_000)).work, {
    signal: stop.signal,
    onWait: () => stop.abort(new Error('interrupted')),
  });
  await expect(waiting).rejects.toThrow('interrupted');
});
