/** Who may talk to the server: each rule of docs/security.md#who-may-talk-to-the-server, over real connections. */
import { connect, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ErrorBody, OpenDocument } from '../../../engine/protocol/index.ts';
import { sendTo, sharedServer, smallWorkflow, testServer, type TestServer, UPGRADE } from '../http/http-support.ts';

const codeOf = (body: Buffer): string => (JSON.parse(body.toString()) as ErrorBody).error.code;

describe('where it listens', () => {
  it('listens at the loopback interface by default', async () => {
    const server = await testServer();
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
  });

  it.each([['0.0.0.0'], ['::'], ['192.0.2.1'], ['inkloom.example']])(
    'refuses to listen at %s without a token',
    async (host) => {
      await expect(testServer({ host })).rejects.toThrow(/--token.*--insecure/s);
    },
  );

  it('listens elsewhere with a token, or with --insecure', async () => {
    expect(
      (await (await testServer({ host: '0.0.0.0', token: 'a-long-secret' })).send('GET', '/api/health')).status,
    ).toBe(401);
    expect((await (await testServer({ host: '0.0.0.0', insecure: true })).send('GET', '/api/health')).status).toBe(200);
  });

  it.each([['short'], ['a token with spaces'], ['']])('refuses the token %j', async (token) => {
    await expect(testServer({ token })).rejects.toThrow(/--token/);
  });

  it.each([['https://inkloom.example/path'], ['inkloom.example'], ['null'], ['*']])(
    'refuses the origin %j',
    async (origin) => {
      await expect(testServer({ allowOrigins: [origin] })).rejects.toThrow(/--allow-origin/);
    },
  );

  it('reports a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    await expect(testServer({ port })).rejects.toThrow(/is taken/);
  });
});

/** Sends the same headers with requests for data, the page and a missing address, and with an upgrade. */
async function everyWay(
  server: TestServer,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly api: number; readonly page: number; readonly missing: number; readonly live: number }> {
  const host = { host: `127.0.0.1:${server.port}`, ...headers };
  const [api, page, missing, live] = await Promise.all([
    server.send('GET', '/api/health', host),
    server.send('GET', '/', host),
    server.send('GET', '/api/nothing', host),
    server.send('GET', '/api/live', { ...UPGRADE, ...host }),
  ]);
  return { api: api.status, page: page.status, missing: missing.status, live: live.status };
}

/** The page is 503 where the editor is not built. */
const PAGE = expect.toSatisfy((status: number) => status === 200 || status === 503) as number;
const ALLOWED = { api: 200, page: PAGE, missing: 404, live: 101 };
const REFUSED = { api: 403, page: 403, missing: 403, live: 403 };

describe('Host', () => {
  const shared = sharedServer({ allowHosts: ['studio.example'] });

  it.each([
    ['localhost', ALLOWED],
    ['localhost:PORT', ALLOWED],
    ['LOCALHOST:PORT', ALLOWED],
    ['127.0.0.1:PORT', ALLOWED],
    ['127.8.9.10', ALLOWED],
    ['[::1]:PORT', ALLOWED],
    ['inkloom.localhost:PORT', ALLOWED],
    ['studio.example:PORT', ALLOWED],
    ['evil.example:PORT', REFUSED],
    ['evil.example', REFUSED],
    ['localhost.evil.example', REFUSED],
    ['127.0.0.1.evil.example', REFUSED],
    ['evil-localhost', REFUSED],
    ['10.0.0.1', REFUSED],
    ['[::2]', REFUSED],
    ['user@localhost', REFUSED],
    ['localhost:PORT/evil', REFUSED],
    ['localhost:', REFUSED],
    ['localhost:99999999', REFUSED],
    ['[::1', REFUSED],
    ['studio.example.evil.example', REFUSED],
    ['a.studio.example', REFUSED],
  ])('%j', async (host, expected) => {
    const server = shared();
    expect(await everyWay(server, { host: host.replace('PORT', String(server.port)) })).toEqual(expected);
  });

  it('is checked even if the address cannot be read', async () => {
    expect(codeOf((await shared().send('GET', '/%E0%A4%A', { host: 'evil.example' })).body)).toBe('host-refused');
  });

  it('is required', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(shared().port, '127.0.0.1', () => socket.end('GET /api/health HTTP/1.0\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString())).on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 403 .*host-refused/s);
  });
});

describe('Origin', () => {
  const shared = sharedServer({ allowOrigins: ['https://studio.example'] });

  it.each([
    [undefined, ALLOWED],
    ['http://127.0.0.1:PORT', ALLOWED],
    ['https://studio.example', ALLOWED],
    ['null', REFUSED],
    ['', REFUSED],
    ['http://evil.example', REFUSED],
    ['http://localhost:PORT', REFUSED],
    ['http://127.0.0.1:1', REFUSED],
    ['http://127.0.0.1', REFUSED],
    ['https://127.0.0.1:PORT', REFUSED],
    ['http://studio.example', REFUSED],
    ['https://studio.example:8443', REFUSED],
    ['http://127.0.0.1:PORT/', REFUSED],
    ['http://127.0.0.1:PORT.evil.example', REFUSED],
    ['http://evil@127.0.0.1:PORT', REFUSED],
    ['not an origin', REFUSED],
    ['http://[', REFUSED],
    ['://', REFUSED],
    ['file://', REFUSED],
    ['http://127.0.0.1:PORT, http://evil.example', REFUSED],
  ])('%j', async (origin, expected) => {
    const server = shared();
    expect(
      await everyWay(server, origin === undefined ? {} : { origin: origin.replace('PORT', String(server.port)) }),
    ).toEqual(expected);
  });

  it('must match the Host header', async () => {
    const server = shared();
    const same = { host: `localhost:${server.port}`, origin: `http://localhost:${server.port}` };
    expect(await everyWay(server, same)).toEqual(ALLOWED);
    expect(await everyWay(server, { ...same, host: 'evil.example', origin: 'http://evil.example' })).toEqual(REFUSED);
  });

  it('never gets CORS headers in an answer', async () => {
    const server = shared();
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await server.send(method, '/api/health', {
        'origin': 'https://studio.example',
        'access-control-request-method': 'POST',
      });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers.vary).toBe('Origin');
    }
  });
});

describe('Sec-Fetch-Site', () => {
  const shared = sharedServer();
  const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, ALLOWED],
    [{ 'sec-fetch-site': 'none', ...navigation }, ALLOWED],
    [{ 'sec-fetch-site': 'cross-site' }, REFUSED],
    [{ 'sec-fetch-site': 'something new' }, REFUSED],
    [
      { 'sec-fetch-site': 'cross-site', ...navigation },
      { ...REFUSED, page: PAGE },
    ],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, REFUSED],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'document' }, REFUSED],
  ])('%j', async (headers, expected) => {
    expect(await everyWay(shared(), headers)).toEqual(expected);
  });
});

describe('token', () => {
  const token = 'a-long-secret';
  const shared = sharedServer({ token });

  it.each([
    [{}, 401],
    [{ authorization: `Bearer ${token}` }, 200],
    [{ authorization: `bearer ${token}` }, 200],
    [{ authorization: 'Bearer wrong-secret' }, 401],
    [{ authorization: `Basic ${token}` }, 401],
    [{ authorization: token }, 401],
    [{ authorization: 'Bearer ' }, 401],
  ])('%j gives %d', async (headers, status) => {
    const server = shared();
    const answer = await server.send('GET', '/api/health', headers);
    expect(answer.status).toBe(status);
    expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
  });

  it("is required everywhere but for the editor's own files, however the address is spelled", async () => {
    const server = shared();
    for (const path of [
      '/api/workflows',
      '/%61pi/workflows',
      '/api/nothing',
      '/API/health',
      '//api/health',
      '/api/../api/health',
      '/api/openapi.json',
      '/api/pictures/input/example.png',
      '/api/templates/edit/picture',
    ]) {
      expect([path, (await server.send('GET', path)).status]).toEqual([
        path,
        expect.toSatisfy((status: number) => status === 401 || status === 404),
      ]);
    }
    for (const path of ['/api/workflows', '/%61pi/workflows', '/api/nothing'])
      expect((await server.send('GET', path)).status).toBe(401);
    expect((await server.send('GET', '/')).status).toEqual(PAGE);
  });

  it('is never taken from an address, and the answer says what to do instead', async () => {
    const server = shared();
    const answerTo = async (path: string, headers = {}): Promise<readonly [number, string | undefined]> => {
      const { status, body } = await server.send('GET', path, headers);
      return [status, body.length === 0 ? undefined : codeOf(body)];
    };
    for (const path of [
      '/api/pictures/input/example.png',
      '/api/pictures/input/example.png?width=64&',
      '/api/templates/edit/picture',
      '/api/workflows',
    ]) {
      const address = `${path}${path.includes('?') ? '' : '?'}token=${token}`;
      expect(await answerTo(address)).toEqual([401, 'token-in-address']);
      const { body } = await server.send('GET', address);
      expect(body.toString()).toMatch(/Authorization: Bearer TOKEN.*\/\?token=TOKEN/);
      expect((await server.send('GET', path, { authorization: `Bearer ${token}` })).status).toBe(200);
    }
    expect((await server.send('GET', `/api/live?token=${token}`, UPGRADE)).status).toBe(401);
    expect((await server.send('GET', '/api/live', UPGRADE)).status).toBe(401);
    const bearer = { ...UPGRADE, authorization: `Bearer ${token}` };
    expect((await server.send('GET', '/api/live', bearer)).status).toBe(101);
  });

  it('does not replace the other rules', async () => {
    const server = shared();
    const status = async (headers: Readonly<Record<string, string>>): Promise<number> =>
      (await server.send('GET', '/api/health', { authorization: `Bearer ${token}`, ...headers })).status;
    expect(await status({ host: 'evil.example' })).toBe(403);
    expect(await status({ origin: 'null' })).toBe(403);
  });
});

describe('requests that other sites can send without CORS', () => {
  const shared = sharedServer();

  it.each([['text/plain'], ['application/x-www-form-urlencoded'], [undefined]])(
    'with a body of type %s are refused',
    async (type) => {
      const server = shared();
      const { status, body } = await server.send(
        'POST',
        '/api/documents',
        type === undefined ? {} : { 'content-type': type },
        JSON.stringify({ workflow: smallWorkflow() }),
      );
      expect([status, codeOf(body)]).toEqual([415, 'unsupported-media-type']);
      expect(await server.json('GET', '/api/documents')).toEqual([]);
    },
  );
});

describe('a request that cannot be read', () => {
  it('is answered with an ErrorBody', async () => {
    const server = await testServer({ limits: { bodyBytes: 2000, nodes: 3 } });
    const json = { 'content-type': 'application/json' };
    const cases: readonly [string, number, string | undefined][] = [
      ['', 400, 'invalid-request'],
      ['{', 400, 'invalid-request'],
      ['[]', 400, 'invalid-request'],
      ['{"workflow": 3}', 400, 'invalid-request'],
      ['{"__proto__": {}}', 400, 'invalid-request'],
      [JSON.stringify({ workflow: { ...smallWorkflow(), name: 'x'.repeat(3000) } }), 413, 'too-large'],
      [
        JSON.stringify({
          workflow: {
            ...smallWorkflow(),
            nodes: Object.fromEntries(['a', 'b', 'c', 'd'].map((id) => [id, { type: 'x' }])),
          },
        }),
        413,
        'too-large',
      ],
      [`{"workflow": {"deep": ${'['.repeat(800)}${']'.repeat(800)}}}`, 422, 'unreadable-workflow'],
    ];
    // The head of a request in pieces does not say how long it is.
    for (const headers of [json, { ...json, 'transfer-encoding': 'chunked' }]) {
      for (const [text, status, code] of cases) {
        const answer = await server.send('POST', '/api/documents', headers, text);
        expect([text.slice(0, 60), answer.status, codeOf(answer.body)]).toEqual([text.slice(0, 60), status, code]);
      }
    }
    expect(server.said).toEqual([]);
  });

  it.each([{}, { 'transfer-encoding': 'chunked' }])('is none if only its body is large: %j', async (headers) => {
    const server = await testServer();
    const workflow = smallWorkflow();
    workflow.nodes['note'] = { type: 'note', inputs: { text: 'ä'.repeat(200_000) } };
    const body = JSON.stringify({ workflow });
    const answer = await server.send(
      'POST',
      '/api/documents',
      { 'content-type': 'application/json', ...headers },
      body,
    );
    expect((JSON.parse(answer.body.toString()) as OpenDocument).workflow.nodes).toEqual(workflow.nodes);
  });

  it.each([{}, { 'transfer-encoding': 'chunked' }])('is refused for what its beginning holds: %j', async (headers) => {
    const server = await testServer();
    const body = `{"workflow":{"nodes":[${'{},'.repeat(2 ** 20)}{}]}}`;
    const answer = await server.send(
      'POST',
      '/api/documents',
      { 'content-type': 'application/json', ...headers },
      body,
    );
    expect([answer.status, codeOf(answer.body), answer.body.toString()]).toEqual([
      413,
      'too-large',
      expect.stringContaining('more than 300000 values'),
    ]);
  });

  it('is answered when it is an upgrade to another address', async () => {
    const server = await testServer();
    const { status, body } = await server.send('GET', '/api/other', UPGRADE);
    expect([status, codeOf(body)]).toEqual([404, 'not-found']);
  });

  it('ends its connection when it is too large for HTTP, not the server', async () => {
    const server = await testServer();
    await expect(sendTo(server.port, 'GET', '/api/health', { 'x-large': 'x'.repeat(100_000) })).resolves.toMatchObject({
      status: 431,
    });
    expect((await server.send('GET', '/api/health')).status).toBe(200);
  });
});
