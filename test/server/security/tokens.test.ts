// Access tokens by name: whose runs they are, how many may be queued, and what a file of them may hold.
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTokens } from '../../../engine/host/settings/tokens-file.ts';
import type { ErrorBody, RunInfo } from '../../../engine/protocol/index.ts';
import { policyOf } from '../../../engine/server/security/configure.ts';
import { RateLimits, readRate } from '../../../engine/server/security/rate.ts';
import { type Answer, sharedServer, smallWorkflow, temporaryFolder } from '../http/http-support.ts';

const TOKENS = {
  anna: { token: 'token-of-anna', runs: '2/hour' },
  nightly: { token: 'token-of-nightly', priority: 'low' },
} as const;

describe('a server with named tokens', () => {
  const shared = sharedServer({ token: 'token-of-all', tokens: TOKENS });

  const queue = (token: string, rest: object = {}): Promise<Answer> =>
    shared().send(
      'POST',
      '/api/runs',
      { 'authorization': `Bearer ${token}`, 'content-type': 'application/json' },
      JSON.stringify({ workflow: smallWorkflow(), client: 'ben', ...rest }),
    );
  const runOf = ({ body }: Answer): RunInfo => JSON.parse(body.toString()) as RunInfo;
  const errorOf = ({ body }: Answer): ErrorBody['error'] => (JSON.parse(body.toString()) as ErrorBody).error;

  it('names the owner of a run by its token, and by its client where the token has no name', async () => {
    expect(runOf(await queue('token-of-nightly', { priority: 'low' }))).toMatchObject({ owner: 'nightly' });
    expect(runOf(await queue('token-of-all'))).toMatchObject({ owner: 'ben' });
  });

  it('refuses more runs than a token allows, and says when the next one may come', async () => {
    const answers = [await queue('token-of-anna'), await queue('token-of-anna'), await queue('token-of-anna')];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 429]);
    const [, , last] = answers;
    expect(last && errorOf(last)).toMatchObject({ code: 'rate-limited' });
    const wait = Number(last?.headers['retry-after']);
    expect(wait).toBeGreaterThan(1700);
    expect(wait).toBeLessThanOrEqual(1800);
    // Others go on.
    expect((await queue('token-of-all')).status).toBe(201);
  });

  it.each([
    ['a higher priority', { priority: 'normal' }],
    ['the front of the queue', { priority: 'low', front: true }],
  ])('refuses %s than a token allows', async (_name, rest) => {
    const answer = await queue('token-of-nightly', rest);
    expect([answer.status, errorOf(answer).code]).toEqual([403, 'priority-refused']);
  });

  it('refuses another token', async () => {
    expect((await queue('token-of-nobody')).status).toBe(401);
  });

  it.each(['token-of-anna', 'token-of-all'])('gives a page that has %s a cookie of its own', async (token) => {
    const { headers } = await shared().send('POST', '/api/session', { authorization: `Bearer ${token}` });
    const [cookie = ''] = headers['set-cookie'] ?? [];
    const [pair = ''] = cookie.split(';', 1);
    const own = { 'cookie': pair, 'sec-fetch-site': 'same-origin' };
    expect((await shared().send('GET', '/api/workflows', own)).status).toBe(200);
  });

  it('lets a page in by the address with any of them', async () => {
    const { status, headers } = await shared().send('GET', '/?token=token-of-anna');
    expect([status, headers['set-cookie']?.length]).toEqual([303, 1]);
    expect((await shared().send('GET', '/?token=token-of-nobody')).headers['set-cookie']).toBeUndefined();
  });
});

describe('a rate', () => {
  it('allows its count at once, and then one for each part of the period', () => {
    let now = 0;
    const limits = new RateLimits(() => now);
    const rate = readRate('3/minute');
    const take = (name: string): number => (rate ? limits.take(name, rate) : Number.NaN);
    expect([take('a'), take('a'), take('a')]).toEqual([0, 0, 0]);
    expect([take('a'), take('b')]).toEqual([20_000, 0]);
    now = 19_000;
    expect(take('a')).toBe(1000);
    now = 20_000;
    expect([take('a'), take('a')]).toEqual([0, 20_000]);
    now = 200_000;
    expect([take('a'), take('a'), take('a'), take('a')]).toEqual([0, 0, 0, 20_000]);
  });

  it.each(['', '0/hour', '1.5/hour', '10/week', '10', '-1/day'])('is not "%s"', (text) => {
    expect(readRate(text)).toBeUndefined();
  });
});

describe('the policy of a server', () => {
  it.each([
    ['a short token', { anna: { token: 'short' } }, 'at least 8'],
    ['a rate of another form', { anna: { token: 'long-enough', runs: '10 an hour' } }, '100/hour'],
    ['one token of two', { anna: { token: 'long-enough' }, ben: { token: 'long-enough' } }, 'the same token'],
  ])('refuses %s', (_name, tokens, message) => {
    expect(() => policyOf({ tokens })).toThrow(message);
  });

  it('lets other machines in with named tokens alone', () => {
    expect(policyOf({ host: '0.0.0.0', tokens: TOKENS }).tokens).toHaveLength(2);
    expect(() => policyOf({ host: '0.0.0.0', tokens: {} })).toThrow('--tokens');
  });
});

describe('a file of tokens', () => {
  async function fileOf(text: string, mode = 0o600): Promise<string> {
    const file = join(await temporaryFolder(), 'tokens.json');
    await writeFile(file, text);
    await chmod(file, mode);
    return file;
  }

  it('holds them by name', async () => {
    expect(await readTokens(await fileOf(JSON.stringify(TOKENS)))).toEqual(TOKENS);
  });

  it.each([
    ['no JSON', '{', 'not JSON'],
    ['no token', '{ "anna": {} }', 'anna.token'],
    ['a field that is not known', '{ "anna": { "token": "long-enough", "rate": "1/hour" } }', 'rate'],
    ['a list', '[]', 'the file'],
  ])('with %s is refused', async (_name, text, message) => {
    await expect(readTokens(await fileOf(text))).rejects.toThrow(message);
  });

  it.skipIf(process.platform === 'win32')('that others can read is refused', async () => {
    await expect(readTokens(await fileOf('{}', 0o640))).rejects.toThrow('chmod 600');
  });

  it('that does not exist is named', async () => {
    await expect(readTokens('/nowhere/tokens.json')).rejects.toThrow('/nowhere/tokens.json: there is no such file');
  });
});
