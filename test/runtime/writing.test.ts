// Text from the inference process: it is told while it grows, and ends within a token when it is cancelled.
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { WriteRequest } from '../../inference/families/requests.ts';
import { InferenceClient } from '../../inference/runtime/client.ts';
import { RequestPulse } from '../../inference/runtime/request-pulse.ts';
import type { FromChild } from '../../inference/runtime/protocol.ts';
import { bundledTokenizer } from '../../inference/text/tokenizer/bundled.ts';
import { CHECKPOINTS } from '../inference/support/goldens.ts';
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

it('comes from every family that has a language head', async () => {
  const dir = join(CHECKPOINTS, 'tiny-2.1/text_encoder');
  const textEncoder = { dir, digest: dir, family: 'qwen-image-2.1' };
  const tokenizer = { ...textEncoder, dir: bundledTokenizer('qwen3-vl') };
  const written = await inference.request('writeText', { ...request, textEncoder, tokenizer, mostTokens: 3 });
  expect(written).toMatchObject({ end: 'length', tokens: { length: 3 } });
});

it('is refused when prompt and answer together do not fit the model', async () => {
  await expect(inference.request('writeText', { ...request, mostTokens: 128_000 })).rejects.toMatchObject({
    code: 'prompt-too-long',
    details: { field: 'mostTokens' },
  });
});

it('is of the second family too, about a picture that its own tower has read', async () => {
  const family = 'qwen-image-2.1';
  const dir = join(CHECKPOINTS, 'tiny-2.1/text_encoder');
  const textEncoder = { dir, digest: dir, family };
  const tokenizer = { dir: bundledTokenizer('qwen3-vl'), digest: 'qwen3-vl', family };
  const processor = { min_pixels: 4096, max_pixels: 65_536, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
  const image = { width: 64, height: 64, channels: 3, data: new Uint8Array(64 * 64 * 3).fill(90) };
  const picture = await inference.request('readPicture', { textEncoder, processor, image });
  // The embedding, and features of three levels.
  expect(picture.tokens.dims).toEqual([4, 4 * 8]);
  const question = { ...request, textEncoder, tokenizer, temperature: 0, mostTokens: 3 };
  const about = await inference.request('writeText', { ...question, pictures: [picture] });
  expect(about).toMatchObject({ end: 'length', tokens: [expect.any(Number), expect.any(Number), expect.any(Number)] });
  const { loaded } = await inference.request('status', {});
  expect(loaded.filter(({ dir: each }) => each === dir).map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['text encoder', 'language head']),
  );
});

it('travels with the share that is done', async () => {
  const said: FromChild[] = [];
  const pulse = new RequestPulse((message) => void said.push(message)).of(3);
  await pulse(0.1, 'too early to be told');
  await new Promise((resolve) => setTimeout(resolve, 260));
  await pulse(0.5, 'Once upon');
  expect(said).toEqual([{ type: 'tick', id: 3, share: 0.5, text: 'Once upon' }]);
});
