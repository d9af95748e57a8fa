/** The rules of reference/clients-and-queues.md 5.3, one by one, over real connections. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ErrorBody } from '../../engine/server/protocol.ts';
import { form, sendTo, sharedServer, smallWorkflow, temporaryFolder, testServer, type TestServer, UPGRADE } from './http-support.ts';

const codeOf = (body: Buffer): string => (JSON.parse(body.toString()) as ErrorBody).error.code;

describe('where it listens', () => {
  it('is reachable from this machine only, unless it is asked for', async () => {
    const server = await testServer();
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
  });

  it.each([['0.0.0.0'], ['::'], ['192.0.2.1'], ['inkloom.example']])('refuses to listen at %s without a token', async (host) => {
    await expect(testServer({ host })).rejects.toThrow(/--token.*--insecure/s);
  });

  it('listens elsewhere with a token, or when that is meant', async () => {
    expect((await (await testServer({ host: '0.0.0.0', token: 'a-long-secret' })).send('GET', '/api/health')).status).toBe(401);
    expect((await (await testServer({ host: '0.0.0.0', insecure: true })).send('GET', '/api/health')).status).toBe(200);
  });

  it.each([['short'], ['a token with spaces'], ['']])('takes no token %j', async (token) => {
    await expect(testServer({ token })).rejects.toThrow(/--token/);
  });

  it.each([['https://inkloom.example/path'], ['inkloom.example'], ['null'], ['*']])('takes no origin %j', async (origin) => {
    await expect(testServer({ allowOrigins: [origin] })).rejects.toThrow(/--allow-origin/);
  });

  it('says that a port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    await expect(testServer({ port })).rejects.toThrow(/is taken/);
  });
});

/** Sends the same head as a request for data, as a request for the page and as an upgrade. */
async function everyWay(server: TestServer, headers: Readonly<Record<string, string>>): Promise<{ readonly api: number; readonly page: number; readonly missing: number; readonly live: number }> {
  const host = { host: `127.0.0.1:${server.port}`, ...headers };
  const [api, page, missing, live] = await Promise.all([
    server.send('GET', '/api/health', host), server.send('GET', '/', host), server.send('GET', '/api/nothing', host), server.send('GET', '/api/live', { ...UPGRADE, ...host }),
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
    ['localhost', ALLOWED], ['localhost:PORT', ALLOWED], ['LOCALHOST:PORT', ALLOWED], ['127.0.0.1:PORT', ALLOWED], ['127.8.9.10', ALLOWED], ['[::1]:PORT', ALLOWED], ['inkloom.localhost:PORT', ALLOWED],
    ['studio.example:PORT', ALLOWED],
    ['evil.example:PORT', REFUSED], ['evil.example', REFUSED], ['localhost.evil.example', REFUSED], ['127.0.0.1.evil.example', REFUSED], ['evil-localhost', REFUSED], ['10.0.0.1', REFUSED], ['[::2]', REFUSED],
    ['user@localhost', REFUSED], ['localhost:PORT/evil', REFUSED], ['localhost:', REFUSED], ['localhost:99999999', REFUSED], ['[::1', REFUSED], ['studio.example.evil.example', REFUSED], ['a.studio.example', REFUSED],
  ])('%j', async (host, expected) => {
    const server = shared();
    expect(await everyWay(server, { host: host.replace('PORT', String(server.port)) })).toEqual(expected);
  });

  it('is checked even where the address cannot be read', async () => {
    expect(codeOf((await shared().send('GET', '/%E0%A4%A', { host: 'evil.example' })).body)).toBe('host-refused');
  });

  it('must be there', async () => {
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
    [undefined, ALLOWED], ['http://127.0.0.1:PORT', ALLOWED], ['https://studio.example', ALLOWED],
    ['null', REFUSED], ['', REFUSED], ['http://evil.example', REFUSED], ['http://localhost:PORT', REFUSED], ['http://127.0.0.1:1', REFUSED], ['http://127.0.0.1', REFUSED], ['https://127.0.0.1:PORT', REFUSED],
    ['http://studio.example', REFUSED], ['https://studio.example:8443', REFUSED], ['http://127.0.0.1:PORT/', REFUSED], ['http://127.0.0.1:PORT.evil.example', REFUSED], ['http://evil@127.0.0.1:PORT', REFUSED],
    ['not an origin', REFUSED], ['http://[', REFUSED], ['://', REFUSED], ['file://', REFUSED], ['http://127.0.0.1:PORT, http://evil.example', REFUSED],
  ])('%j', async (origin, expected) => {
    const server = shared();
    expect(await everyWay(server, origin === undefined ? {} : { origin: origin.replace('PORT', String(server.port)) })).toEqual(expected);
  });

  it('is the one of the name the server is asked by', async () => {
    const server = shared();
    const same = { host: `localhost:${server.port}`, origin: `http://localhost:${server.port}` };
    expect(await everyWay(server, same)).toEqual(ALLOWED);
    expect(await everyWay(server, { ...same, host: 'evil.example', origin: 'http://evil.example' })).toEqual(REFUSED);
  });

  it('never opens the server to other pages: no CORS', async () => {
    const server = shared();
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await server.send(method, '/api/health', { origin: 'https://studio.example', 'access-control-request-method': 'POST' });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers.vary).toBe('Origin');
    }
  });
});

describe('Sec-Fetch-Site', () => {
  const shared = sharedServer();
  const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, ALLOWED], [{ 'sec-fetch-site': 'none', ...navigation }, ALLOWED],
    [{ 'sec-fetch-site': 'cross-site' }, REFUSED], [{ 'sec-fetch-site': 'something new' }, REFUSED],
    [{ 'sec-fetch-site': 'cross-site', ...navigation }, { ...REFUSED, page: PAGE }],
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
    [{}, 401], [{ authorization: `Bearer ${token}` }, 200], [{ authorization: `bearer ${token}` }, 200], [{ authorization: 'Bearer wrong-secret' }, 401],
    [{ authorization: `Basic ${token}` }, 401], [{ authorization: token }, 401], [{ authorization: 'Bearer ' }, 401],
  ])('%j gives %d', async (headers, status) => {
    const server = shared();
    const answer = await server.send('GET', '/api/health', headers);
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('is asked for everywhere but for the editor\'s own files, however the address is written', async () => {
    const server = shared();
    for (const path of ['/api/workflows', '/%61pi/workflows', '/api/nothing', '/API/health', '//api/health', '/api/../api/health', '/api/openapi.json', '/api/pictures/input/example.png', '/api/templates/edit/picture']) {
      expect([path, (await server.send('GET', path)).status]).toEqual([path, expect.toSatisfy((status: number) => status === 401 || status === 404)]);
    }
    for (const path of ['/api/workflows', '/%61pi/workflows', '/api/nothing']) expect((await server.send('GET', path)).status).toBe(401);
    expect((await server.send('GET', '/')).status).toEqual(PAGE);
  });

  it('can be in the address of pictures and of the WebSocket, which cannot carry a header, and nowhere else', async () => {
    const server = shared();
    const status = async (path: string, headers = {}): Promise<number> => (await server.send('GET', path, headers)).status;
    expect(await status(`/api/pictures/input/example.png?token=${token}`)).toBe(200);
    expect(await status(`/api/pictures/input/example.png?width=64&token=${token}`)).toBe(200);
    expect(await status(`/api/templates/edit/picture?token=${token}`)).toBe(200);
    expect(await status('/api/pictures/input/example.png?token=wrong')).toBe(401);
    expect(await status(`/api/workflows?token=${token}`)).toBe(401);
    expect(await status(`/api/live?token=${token}`, UPGRADE)).toBe(101);
    expect(await status('/api/live', { ...UPGRADE, authorization: `Bearer ${token}` })).toBe(101);
    expect(await status('/api/live', UPGRADE)).toBe(401);
    expect(await status('/api/live?token=wrong', UPGRADE)).toBe(401);
  });

  it('does not stand in for the other rules', async () => {
    const server = shared();
    const status = async (headers: Readonly<Record<string, string>>): Promise<number> => (await server.send('GET', '/api/health', { authorization: `Bearer ${token}`, ...headers })).status;
    expect(await status({ host: 'evil.example' })).toBe(403);
    expect(await status({ origin: 'null' })).toBe(403);
  });
});

describe('simple requests of strangers', () => {
  const shared = sharedServer();

  it.each([['text/plain'], ['application/x-www-form-urlencoded'], [undefined]])('a body of type %s is not read', async (type) => {
    const server = shared();
    const { status, body } = await server.send('POST', '/api/documents', type === undefined ? {} : { 'content-type': type }, JSON.stringify({ workflow: smallWorkflow() }));
    expect([status, codeOf(body)]).toEqual([415, 'unsupported-media-type']);
    expect(await server.json('GET', '/api/documents')).toEqual([]);
  });
});

describe('files', () => {
  const shared = sharedServer();
  beforeAll(async () => {
    const { data } = shared();
    await writeFile(join(data, 'secret.txt'), 'hidden content');
    await mkdir(join(data, 'input', 'folder'));
    await symlink(join(data, 'secret.txt'), join(data, 'input', 'link.png'));
    await symlink(data, join(data, 'input', 'linked'));
    await writeFile(join(data, 'outside.json'), JSON.stringify(smallWorkflow()));
    await symlink(join(data, 'outside.json'), join(data, 'workflows', 'inside.json'));
  });

  it.each([
    '..%2F..%2Fetc%2Fpasswd', '%2Fetc%2Fpasswd', '..', '.', '%2e%2e', '..%5C..%5Cboot.ini', 'C:%5Cboot.ini', '.hidden.png', 'folder%2F..%2F..%2Fsecret.txt', 'name%00.png', 'link.png', 'linked%2Fsecret.txt', 'folder', '%0d%0aSet-Cookie:a=b',
    '..%2Finkloom.sqlite', '..%2Fworkflows%2Fmine.json', '...%2F.%2Finkloom.sqlite',
  ])('a picture named %s leads nowhere', async (name) => {
    const server = shared();
    for (const folder of ['input', 'output', 'preview']) {
      const { status, body } = await server.send('GET', `/api/pictures/${folder}/${name}`);
      expect([status, body.includes('hidden content')]).toEqual([404, false]);
    }
    const copied = await server.failure('POST', '/api/inputs/copy', { folder: 'input', name: decodeURIComponent(name) });
    expect(copied.status).toBe(404);
  });

  it.each(['../secret', '..', '.', '', '.hidden', 'a/b', 'a\\b', 'C:', 'nul', 'name\0', 'trailing.', 'trailing ', `${'a'.repeat(101)}`, '../inkloom.sqlite', 'a\nb', '/etc/passwd'])('a workflow cannot be saved, read or deleted as %j', async (name) => {
    const server = shared();
    const { id } = await server.json<{ id: string }>('POST', '/api/documents', { workflow: smallWorkflow() });
    expect((await server.failure('POST', `/api/documents/${id}/save`, { name })).code).toBe('invalid-name');
    const path = `/api/workflows/${encodeURIComponent(name)}`;
    for (const method of ['GET', 'DELETE']) expect((await server.failure(method, path)).status).toBe(404);
    expect((await server.failure('PUT', path, { workflow: smallWorkflow() })).status).toEqual(expect.toSatisfy((status: number) => status === 422 || status === 404));
    expect((await server.failure('POST', '/api/documents', { file: name })).status).toBe(404);
  });

  it('a saved workflow that is a link is none', async () => {
    const server = shared();
    expect(await server.json('GET', '/api/workflows')).toEqual([]);
    expect((await server.failure('GET', '/api/workflows/inside')).status).toBe(404);
  });

  it('the names of files in workflows are resolved in the same way', async () => {
    const server = shared();
    const { forecast } = await server.json<{ forecast: { nodes: { node: string; why?: { kind: string } }[] } }>('POST', '/api/forecast', { workflow: smallWorkflow('x', '../inkloom.sqlite') });
    expect(forecast.nodes.find(({ node }) => node === 'load')?.why?.kind).toBe('unidentified');
  });

  it('what is no picture is handed out as a file to keep', async () => {
    const server = shared();
    const { data } = server;
    const files = { 'page.png': '<html><script>alert(1)</script>', 'drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'page.html': '<script>alert(1)</script>', 'a "quoted" ü.txt': 'text' };
    for (const [name, text] of Object.entries(files)) await writeFile(join(data, 'output', name), text);
    for (const [name, text] of Object.entries(files)) {
      const { status, headers, body } = await server.send('GET', `/api/pictures/output/${encodeURIComponent(name)}`);
      expect([status, body.toString(), headers['content-type']]).toEqual([200, text, 'application/octet-stream']);
      expect(headers['content-disposition']).toMatch(/^attachment; filename="[A-Za-z0-9 ._-]+"; filename\*=UTF-8''[\w%.-]+$/);
      expect((await server.send('GET', `/api/pictures/output/${encodeURIComponent(name)}?width=64`)).status).toBe(415);
    }
  });

  it('pictures are of the type they are, and can do nothing', async () => {
    const { status, headers } = await shared().send('GET', '/api/pictures/input/example.png');
    expect([status, headers['content-type'], headers['x-content-type-options'], headers['content-disposition']]).toEqual([200, 'image/png', 'nosniff', undefined]);
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/);
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  });

  it('uploads that are no pictures are not kept', async () => {
    const server = shared();
    for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<html>', 'RIFF', '']) {
      const { headers, body } = form('image', 'a.png', Buffer.from(text));
      expect((await server.send('POST', '/api/inputs', headers, body)).status).toBe(415);
    }
  });
});

describe('the page', () => {
  it('runs its own scripts only, in nobody\'s frame', async () => {
    const editor = await temporaryFolder();
    await mkdir(join(editor, 'assets'));
    await writeFile(join(editor, 'index.html'), '<!doctype html><title>Editor</title>');
    await writeFile(join(editor, 'assets', 'main.js'), 'export {};');
    await writeFile(join(editor, '.env'), 'secret');
    const server = await testServer({ editor, token: 'a-long-secret' });
    for (const [path, type] of [['/', 'text/html; charset=utf-8'], ['/index.html', 'text/html; charset=utf-8'], ['/assets/main.js', 'application/javascript; charset=utf-8']] as const) {
      const { status, headers } = await server.send('GET', path);
      expect([path, status, headers['content-type']]).toEqual([path, 200, type]);
      const policy = headers['content-security-policy'] as string;
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
    for (const path of ['/.env', '/%2eenv', '/assets/../.env', '/assets/%2e%2e/.env', '/assets/..%2F.env', '/assets/', '/nothing', '/assets/nothing.js']) {
      expect([path, (await server.send('GET', path)).status]).toEqual([path, expect.toSatisfy((status: number) => status === 404 || status === 401)]);
    }
  });

  it('says how to build it where it is not built', async () => {
    const server = await testServer({ editor: join(await temporaryFolder(), 'nothing') });
    const { status, body } = await server.send('GET', '/');
    expect([status, body.toString()]).toEqual([503, expect.stringContaining('npm run editor')]);
    expect((await server.send('GET', '/api/health')).status).toBe(200);
  });
});

describe('what cannot be read', () => {
  it('is answered in the form of every error', async () => {
    const server = await testServer({ limits: { bodyBytes: 2000, nodes: 3 } });
    const json = { 'content-type': 'application/json' };
    const cases: readonly [string, number, string | undefined][] = [
      ['', 400, 'invalid-request'], ['{', 400, 'invalid-request'], ['[]', 400, 'invalid-request'], ['{"workflow": 3}', 400, 'invalid-request'], ['{"__proto__": {}}', 400, 'invalid-request'],
      [JSON.stringify({ workflow: { ...smallWorkflow(), name: 'x'.repeat(3000) } }), 413, 'too-large'],
      [JSON.stringify({ workflow: { ...smallWorkflow(), nodes: Object.fromEntries(['a', 'b', 'c', 'd'].map((id) => [id, { type: 'x' }])) } }), 413, 'too-large'],
      [`{"workflow": {"deep": ${'['.repeat(800)}${']'.repeat(800)}}}`, 422, 'unreadable-workflow'],
    ];
    for (const [text, status, code] of cases) {
      const answer = await server.send('POST', '/api/documents', json, text);
      expect([text.slice(0, 60), answer.status, codeOf(answer.body)]).toEqual([text.slice(0, 60), status, code]);
    }
    expect(server.said).toEqual([]);
  });

  it('an upgrade to another address is answered too', async () => {
    const server = await testServer();
    const { status, body } = await server.send('GET', '/api/other', UPGRADE);
    expect([status, codeOf(body)]).toEqual([404, 'not-found']);
  });

  it('requests that are no HTTP end their connection, not the server', async () => {
    const server = await testServer();
    await expect(sendTo(server.port, 'GET', '/api/health', { 'x-large': 'x'.repeat(100_000) })).resolves.toMatchObject({ status: 431 });
    expect((await server.send('GET', '/api/health')).status).toBe(200);
  });
});
