// The shared tier as commands open it: by an address, and with a store that cannot be used or does not answer.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { openShared, storeAddress } from '../../engine/host/store/shared-cache.ts';
import { UsageError } from '../../engine/host/usage-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'inkloom-open-shared-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const KEY = 'a'.repeat(64);

describe('the address of a store', () => {
  it('is that of the option, else that of the environment', () => {
    vi.stubEnv('INKLOOM_STORE', '/from/environment');
    expect([storeAddress('/given'), storeAddress(undefined)]).toEqual(['/given', '/from/environment']);
    vi.stubEnv('INKLOOM_STORE', '');
    expect(storeAddress(undefined)).toBeUndefined();
  });

  it('that cannot be used is refused with what to type', async () => {
    const missing = join(folder, 'missing');
    const opened = openShared(missing, () => {});
    await expect(opened).rejects.toThrow(UsageError);
    await expect(opened).rejects.toThrow(`mkdir -p ${missing}`);
    await expect(openShared('gs://bucket', () => {})).rejects.toThrow(UsageError);
  });

  it('that does not answer is told of, and nothing is found there', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'inkloom');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    const said: string[] = [];
    const shared = await openShared('s3://bucket?endpoint=http://127.0.0.1:9', (text) => said.push(text));
    expect(said).toEqual([expect.stringContaining('http://127.0.0.1:9 does not answer')]);
    expect((await shared.cache.lookup([KEY])).size).toBe(0);
    await shared.close();
  });
});

it.each([
  ['step-memory', 'steps'],
  ['conditioning', 'results'],
])('keeps values beside a %s on the shelf %s', async (type, shelf) => {
  const root = mkdtempSync(join(folder, 'pool-'));
  const shared = await openShared(root, () => {});
  const value = { data: new Float32Array(5000) };
  const output = { digest: KEY, bytes: 20_000, type: 'latent' };
  const other = { digest: 'b'.repeat(64), bytes: 8, type };
  await shared.cache.write([KEY], { outputs: { value: output, other }, seconds: 5 }, { value, other: 1 });
  await shared.close();
  const kept = ['steps', 'results'].filter((name) => existsSync(join(root, name, 'blobs')));
  expect(kept).toEqual([shelf]);
});
