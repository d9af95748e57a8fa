// Servers of S3 that refuse, do not answer, or lack conditional writes: a small server stands for them.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../engine/store/open-store.ts';
import type { ContentStore } from '../../engine/store/content-store.ts';

type Answer = (request: IncomingMessage, body: string, response: ServerResponse) => void;

const opened: (() => void)[] = [];
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'inkloom');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const close of opened.splice(0)) close();
});

/** A store at a server that answers like this. */
async function storeAt(answer: Answer): Promise<ContentStore> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => answer(request, body, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const store = await openStore(`s3://bucket?endpoint=http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  opened.push(() => {
    store.close();
    server.closeAllConnections();
    server.close();
  });
  return store;
}

const errorOf =
  (status: number, code: string): Answer =>
  (_request, _body, response) =>
    response
      .writeHead(status, { 'content-type': 'application/xml' })
      .end(`<Error><Code>${code}</Code><Message>why</Message></Error>`);

/** Keeps objects. @param conditions how it takes writing under a condition. */
function keeper(conditions: 'refused' | 'ignored'): Answer {
  const objects = new Map<string, string>();
  return (request, body, response) => {
    const key = (request.url ?? '').split('?', 1)[0] ?? '';
    const there = objects.get(key);
    if (request.method === 'PUT') {
      if (request.headers['if-none-match'] !== undefined && conditions === 'refused')
        return errorOf(501, 'NotImplemented')(request, body, response);
      objects.set(key, body);
      response.end();
    } else if (request.method === 'DELETE') {
      objects.delete(key);
      response.writeHead(204).end();
    } else if (there === undefined) errorOf(404, 'NoSuchKey')(request, body, response);
    else response.end(request.method === 'HEAD' ? undefined : there);
  };
}

describe('a server that', () => {
  it.each([
    [403, 'AccessDenied', 'refused', 's3:PutObject'],
    [403, 'InvalidAccessKeyId', 'refused', 'Check the credentials'],
    [404, 'NoSuchBucket', 'no-place', 'aws s3 mb s3://bucket'],
    [301, 'PermanentRedirect', 'bad-address', 'another region'],
    [400, 'InvalidArgument', 'failed', '400 InvalidArgument'],
  ])('answers %i %s is told of as %s: %s', async (status, code, kind, message) => {
    const store = await storeAt(errorOf(status, code));
    await expect(store.check()).rejects.toMatchObject({ code: kind, message: expect.stringContaining(message) });
  });

  it('is busy is asked again, and told of in the end', async () => {
    let asked = 0;
    const store = await storeAt((request, body, response) => {
      asked += 1;
      errorOf(503, 'SlowDown')(request, body, response);
    });
    await expect(store.shelf('steps').getRecord('a')).rejects.toMatchObject({ code: 'unreachable' });
    expect(asked).toBe(3);
  });

  it('closes connections once gives what it has when it is asked again', async () => {
    let asked = 0;
    const keep = keeper('ignored');
    const store = await storeAt((request, body, response) => {
      if (asked++ === 0) request.socket.destroy();
      else keep(request, body, response);
    });
    await store.shelf('steps').putRecord('a', 'text');
    expect(await store.shelf('steps').getRecord('a')).toBe('text');
  });

  it('closes the connection in the middle of a large file gets it again', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'inkloom-s3-')), 'large');
    opened.push(() => rmSync(dirname(path), { recursive: true }));
    await writeFile(path, 'x'.repeat(3_000_000));
    let puts = 0;
    const keep = keeper('ignored');
    const store = await storeAt((request, body, response) => {
      if (request.method === 'PUT' && puts++ === 0) request.socket.destroy();
      else keep(request, body, response);
    });
    const { digest, bytes } = await store.shelf('inputs').writeBlobFrom(path);
    expect((await store.shelf('inputs').readBlob(digest))?.length).toBe(bytes);
    expect(puts).toBe(2);
  });

  it('lists in pages is asked for all of them', async () => {
    const asked: (string | null)[] = [];
    const store = await storeAt((request, _body, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://localhost');
      const token = searchParams.get('continuation-token');
      asked.push(token);
      const page = Number(token ?? 0);
      const next = page < 2 ? `<NextContinuationToken>${page + 1}</NextContinuationToken>` : '';
      const facts = `<Size>${page}</Size><LastModified>2026-11-30T00:00:00Z</LastModified>`;
      const key = `<Key>outputs/records/n${page}.json</Key>${facts}`;
      response.setHeader('content-type', 'application/xml');
      response.end(`<ListBucketResult><Contents>${key}</Contents>${next}</ListBucketResult>`);
    });
    const found: string[] = [];
    for await (const { name, bytes } of store.shelf('outputs').records('n')) found.push(`${name} ${bytes}`);
    expect(found).toEqual(['n0 0', 'n1 1', 'n2 2']);
    expect(asked).toEqual([null, '1', '2']);
  });

  it.each(['refused', 'ignored'] as const)(
    'has conditional writes %s still keeps the first record',
    async (conditions) => {
      const store = await storeAt(keeper(conditions));
      await store.check();
      const shelf = store.shelf('results');
      expect([await shelf.addRecord('a', 'first'), await shelf.addRecord('a', 'second')]).toEqual([true, false]);
      expect(await shelf.getRecord('a')).toBe('first');
    },
  );
});

it('without credentials says which to set', async () => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
  const store = await storeAt(keeper('ignored'));
  await expect(store.check()).rejects.toMatchObject({
    code: 'no-credentials',
    message: expect.stringContaining('AWS_ACCESS_KEY_ID'),
  });
});

it('without a network says where it looked', async () => {
  const store = await openStore('s3://bucket?endpoint=http://127.0.0.1:9');
  await expect(store.check()).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('http://127.0.0.1:9 does not answer'),
  });
  store.close();
});
