// Text from the inference process: it is told while it grows, and ends within a token when it is cancelled.
import { afterAll, expect, it } from 'vitest';
import type { WriteRequest } from '../../inference/families/requests.ts';
import { InferenceClient } from '../../inference/runtime/client.ts';
import { RequestPulse } from '../../inference/runtime/request-pulse.ts';
import type { FromChild } from '../../inference/runtime/protocol.ts';
import { component } from './support.ts';

const request: WriteRequest = {
  textEncoder: component('text_encoder'),
  tokenizer: component('tokenizer'),
  system: 'You are a helpful assistant.',
  prompt: 'Tell me a story',
  temperature: 1,
  seed: '1',
  mostTokens: 20_000,
  stops: [],
};

const inference = new InferenceClient();
afterAll(() => inference.close());

it('grows until nobody waits for it; the process lives on', async () => {
  const abort = new AbortController();
  const told: [number, string | undefined][] = [];
  const writing = inference.request('writeText', request, {
    signal: abort.signal,
    tick(share, text) {
      told.push([share, text]);
      if (text) abort.abort(new Error('enough'));
    },
  });
  await expect(writing).rejects.toThrow('enough');
  const { pid } = inference;
  expect(told.at(-1)?.[1]?.length).toBeGreaterThan(0);
  expect(told.at(-1)?.[0]).toBeLessThan(0.5);
  const { loaded } = await inference.request('status', {});
  expect(loaded.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['text encoder', 'language head']));
  expect(inference.pid).toBe(pid);
}, 60_000);

it('is refused when prompt and answer together do not fit the model', async () => {
  await expect(inference.request('writeText', { ...request, mostTokens: 128_000 })).rejects.toMatchObject({
    code: 'prompt-too-long',
    details: { field: 'mostTokens' },
  });
});

it('travels with the share that is done', async () => {
  const said: FromChild[] = [];
  const pulse = new RequestPulse((message) => void said.push(message)).of(3);
  await pulse(0.1, 'too early to be told');
  await new Promise((resolve) => setTimeout(resolve, 260));
  await pulse(0.5, 'Once upon');
  expect(said).toEqual([{ type: 'tick', id: 3, share: 0.5, text: 'Once upon' }]);
});
