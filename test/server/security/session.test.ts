/** The cookie of pages, and that no address and no answer holds the token: docs/security.md#tokens. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ErrorBody } from '../../../engine/protocol/index.ts';
import { Invitations } from '../../../engine/server/security/invitations.ts';
import {
  type Answer,
  runOf,
  sendTo,
  sharedServer,
  smallWorkflow,
  testServer,
  type TestServer,
  UPGRADE,
} from '../http/http-support.ts';

const token = 'a-long-secret';
const bearer = { authorization: `Bearer ${token}` };
const codeOf = (body: Buffer): string => (JSON.parse(body.toString()) as ErrorBody).error.code;
const attributesOf = ({ headers }: Answer): readonly string[] =>
  (headers['set-cookie']?.[0] ?? '').split('; ').slice(1);

/** The `Cookie` that a browser sends after an answer. */
function cookieOf({ headers }: Answer): string {
  const [cookie = ''] = headers['set-cookie'] ?? [];
  return cookie.split(';', 1)[0] ?? '';
}

const signIn = async (server: TestServer, headers = {}): Promise<string> =>
  cookieOf(await server.send('POST', '/api/session', { ...bearer, ...headers }));

describe('a page that gives the token', () => {
  const shared = sharedServer({ token });

  it('gets a cookie of this site only, which scripts cannot read and which is not the token', async () => {
    const answer = await shared().send('POST', '/api/session', bearer);
    expect(answer.status).toBe(204);
    expect(attributesOf(answer)).toEqual(['Path=/', 'HttpOnly', 'SameSite=Strict']);
    expect(cookieOf(answer)).toMatch(/^inkloom-[0-9a-f]{8}=[\w-]{43}$/);
    expect(answer.headers['set-cookie']?.join()).not.toContain(token);
  });

  it('gets none for a wrong token', async () => {
    const answer = await shared().send('POST', '/api/session', { authorization: 'Bearer wrong-secret' });
    expect([answer.status, codeOf(answer.body), cookieOf(answer)]).toEqual([401, 'token-wrong', '']);
  });

  it('may then load data and pictures, and open the WebSocket', async () => {
    const server = shared();
    const cookie = await signIn(server);
    const own = { 'cookie': `other=1; ${cookie}; more=2`, 'sec-fetch-site': 'same-origin' };
    for (const path of ['/api/workflows', '/api/pictures/input/example.png?width=64', '/api/templates/edit/picture'])
      expect([path, (await server.send('GET', path, own)).status]).toEqual([path, 200]);
    const origin = `http://127.0.0.1:${server.port}`;
    expect((await server.send('GET', '/api/live', { ...UPGRADE, ...own, origin })).status).toBe(101);
  });

  it.each([
    ['another value', (cookie: string) => cookie.replace(/=.*/, '=wrong')],
    ['the token as value', (cookie: string) => cookie.replace(/=.*/, `=${token}`)],
    ['another name', (cookie: string) => `x${cookie}`],
    ['no value', (cookie: string) => cookie.replace(/=.*/, '')],
  ])('is refused with a cookie of %s', async (_, change) => {
    const server = shared();
    const answer = await server.send('GET', '/api/workflows', { cookie: change(await signIn(server)) });
    expect([answer.status, codeOf(answer.body)]).toEqual([401, 'token-missing']);
  });

  it('is told of a wrong token in the header, whatever its cookie', async () => {
    const server = shared();
    const headers = { cookie: await signIn(server), authorization: 'Bearer wrong-secret' };
    expect(codeOf((await server.send('GET', '/api/workflows', headers)).body)).toBe('token-wrong');
  });
});

describe('a request that other pages cause', () => {
  const shared = sharedServer({ token, allowOrigins: ['https://studio.example'] });
  const json = { 'content-type': 'application/json' };
  const post = async (headers: Record<string, string>): Promise<readonly [number, string | undefined]> => {
    const server = shared();
    const body = JSON.stringify({ workflow: smallWorkflow() });
    const answer = await server.send('POST', '/api/documents', { ...json, ...headers }, body);
    return [answer.status, answer.status < 300 ? undefined : codeOf(answer.body)];
  };

  it('changes nothing by the cookie alone: it must name the origin of the server or an allowed one', async () => {
    const server = shared();
    const cookie = await signIn(server);
    const origin = `http://127.0.0.1:${server.port}`;
    expect(await post({ cookie })).toEqual([403, 'origin-refused']);
    expect(await post({ cookie, origin: 'http://evil.example' })).toEqual([403, 'origin-refused']);
    expect(await post({ cookie, origin: 'null' })).toEqual([403, 'origin-refused']);
    expect(await post({ cookie, origin: `http://127.0.0.1:${server.port + 1}` })).toEqual([403, 'origin-refused']);
    expect(await post({ cookie, origin })).toEqual([200, undefined]);
    expect(await post({ cookie, origin: 'https://studio.example' })).toEqual([200, undefined]);
    expect(await post(bearer)).toEqual([200, undefined]);
    for (const method of ['PUT', 'DELETE'])
      expect((await server.send(method, '/api/queue', { cookie })).status).toBe(403);
  });

  it('opens no WebSocket by the cookie alone', async () => {
    const server = shared();
    const cookie = await signIn(server);
    expect((await server.send('GET', '/api/live', { ...UPGRADE, cookie })).status).toBe(403);
    expect((await server.send('GET', '/api/live', { ...UPGRADE, cookie, origin: 'http://evil.example' })).status).toBe(
      403,
    );
  });

  it('of another port of this machine reads nothing by the cookie, which browsers send to every port', async () => {
    const server = shared();
    const cookie = await signIn(server);
    const read = async (site: string): Promise<number> =>
      (await server.send('GET', '/api/pictures/input/example.png', { cookie, 'sec-fetch-site': site })).status;
    expect(await read('same-site')).toBe(401);
    expect(await read('cross-site')).toBe(403);
    expect(await read('same-origin')).toBe(200);
    expect(await read('none')).toBe(200);
  });
});

describe('the address of the editor with ?token=', () => {
  const shared = sharedServer({ token, allowOrigins: ['https://studio.example'], allowHosts: ['studio.example'] });

  it('is replaced by the same address without it, and sets the cookie', async () => {
    const answer = await shared().send('GET', `/?template=edit&token=${token}`);
    expect([answer.status, answer.headers.location]).toEqual([303, '/?template=edit']);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    const cookie = cookieOf(answer);
    expect((await shared().send('GET', '/api/workflows', { cookie })).status).toBe(200);
    expect((await shared().send('GET', `/?token=${token}`)).headers.location).toBe('/');
  });

  it('with a wrong token is replaced too, sets no cookie and tells the page', async () => {
    const answer = await shared().send('GET', '/?token=wrong-secret&template=edit');
    expect([answer.status, answer.headers.location]).toEqual([303, '/?template=edit&refused=token']);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('leads nowhere else, whatever the address holds', async () => {
    for (const rest of ['//evil.example', '&next=https://evil.example', '%0d%0aSet-Cookie:a=b', '?x=//evil.example'])
      expect((await shared().send('GET', `/?token=${token}${rest}`)).headers.location).toMatch(/^\/(\?|$)/);
  });

  it('is replaced by a server that asks for no token as well', async () => {
    const server = await testServer();
    const answer = await server.send('GET', '/?token=left-over');
    expect([answer.status, answer.headers.location]).toEqual([303, '/']);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(await server.json('GET', '/api/session')).toEqual({ token: false });
  });

  it.each([
    [{ 'x-forwarded-proto': 'https' }, true],
    [{ 'x-forwarded-proto': 'https, http' }, true],
    [{ host: 'studio.example' }, true],
    [{ 'x-forwarded-proto': 'http' }, false],
    [{}, false],
  ])('sets a cookie for TLS only when it came over TLS: %j', async (headers, isSecure) => {
    const answer = await shared().send('GET', `/?token=${token}`, headers);
    expect(attributesOf(answer).includes('Secure')).toBe(isSecure);
  });
});

describe('an invitation, the address that --open gives to the browser', () => {
  const shared = sharedServer({ token });
  const visit = async (address: string): Promise<Answer> =>
    shared().send('GET', address.slice(new URL(address).origin.length));

  it('holds no token, and lets one browser in', async () => {
    const address = shared().invite();
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?code=[\w-]{43}$/);
    const answer = await visit(address);
    expect([answer.status, answer.headers.location, answer.headers['cache-control']]).toEqual([303, '/', 'no-store']);
    expect((await shared().send('GET', '/api/workflows', { cookie: cookieOf(answer) })).status).toBe(200);
    const again = await visit(address);
    expect([again.status, again.headers.location, again.headers['set-cookie']]).toEqual([303, '/', undefined]);
  });

  it('is worth nothing after a minute, and others do not end with it', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const invitations = new Invitations();
    const first = invitations.issue();
    vi.advanceTimersByTime(50_000);
    const second = invitations.issue();
    vi.advanceTimersByTime(20_000);
    expect([first, 'guessed', second, second].map((code) => invitations.redeem(code))).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  it('is not used up by a program that only asks for the head of the page', async () => {
    const address = shared().invite();
    await shared().send('HEAD', address.slice(new URL(address).origin.length));
    expect(cookieOf(await visit(address))).not.toBe('');
  });

  it('is the plain address where there is no token', async () => {
    const server = await testServer();
    expect(server.invite()).toBe(`${server.url}/`);
  });
});

describe('servers of one machine', () => {
  it('do not overwrite or accept each other’s cookies, and a restart accepts its own', async () => {
    const [one, two] = [await testServer({ token }), await testServer({ token: 'another-secret' })];
    const mine = await signIn(one);
    const other = await signIn(two, { authorization: 'Bearer another-secret' });
    expect(mine.split('=')[0]).not.toBe(other.split('=')[0]);
    expect((await two.send('GET', '/api/workflows', { cookie: mine })).status).toBe(401);
    expect((await two.send('GET', '/api/workflows', { cookie: `${mine}; ${other}` })).status).toBe(200);
    const again = await testServer({ token });
    expect((await again.send('GET', '/api/workflows', { cookie: mine })).status).toBe(200);
  });
});

describe('the token', () => {
  it('is in no answer of any address the server describes, and in no message to the operator', async () => {
    const server = await testServer({ token });
    const ask = async (method: string, path: string, body?: unknown): Promise<Answer> =>
      sendTo(
        server.port,
        method,
        path,
        { ...bearer, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        body === undefined ? undefined : JSON.stringify(body),
      );
    const run = await runOf(
      {
        ...server,
        json: async <T>(method: string, path: string, body?: unknown) =>
          JSON.parse((await ask(method, path, body)).body.toString()) as T,
      },
      smallWorkflow(),
    );
    const opened = JSON.parse((await ask('POST', '/api/documents', { workflow: smallWorkflow() })).body.toString()) as {
      readonly id: string;
    };
    await ask('POST', `/api/documents/${opened.id}/save`, { name: 'small' });
    const description = JSON.parse((await ask('GET', '/api/openapi.json')).body.toString()) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
    const values: Readonly<Record<string, string>> = {
      '/api/documents/{id}': opened.id,
      '/api/runs/{id}': run.id,
      '/api/workflows/{name}': 'small',
      '/api/templates/{name}/picture': 'edit',
    };
    const gets = Object.entries(description.paths)
      .filter(([, methods]) => 'get' in methods)
      .map(([path]) =>
        path.replaceAll(/\{folder\}\/\{name\}/g, 'input/example.png').replace(/\{\w+\}/, values[path] ?? 'x'),
      );
    expect(gets).toContain(`/api/runs/${run.id}`);
    const bodies = await Promise.all([...gets, '/api/openapi.json', '/'].map(async (path) => ask('GET', path)));
    const statuses = bodies.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401 || status === 403)).toEqual([]);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(gets.length - 2);
    const answers = [
      ...bodies,
      await ask('POST', '/api/forecast', { workflow: smallWorkflow() }),
      await ask('POST', '/api/session'),
      await server.send('GET', `/api/nothing?token=${token}`),
      await ask('GET', `/api/nothing?token=${token}`),
      await server.send('GET', `/?token=${token}`),
    ];
    for (const { headers, body } of answers)
      expect(JSON.stringify(headers) + body.toString('latin1')).not.toContain(token);
    expect(server.said.join()).not.toContain(token);
  });

  it('is described for programs, and addresses of pictures have no field for it', async () => {
    const server = await testServer({ token });
    const text = (await server.send('GET', '/api/openapi.json', bearer)).body.toString();
    const { security, components, paths } = JSON.parse(text) as {
      readonly security: unknown;
      readonly components: { readonly securitySchemes: { readonly bearer: { readonly description: string } } };
      readonly paths: Readonly<
        Record<string, { readonly get?: { readonly parameters?: readonly { name: string }[] } }>
      >;
    };
    expect(security).toEqual([{ bearer: [] }]);
    expect(components.securitySchemes.bearer.description).toContain('token-in-address');
    expect(paths['/api/pictures/{folder}/{name}']?.get?.parameters?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['folder', 'name', 'width']),
    );
    expect(
      Object.values(paths)
        .flatMap(({ get }) => get?.parameters ?? [])
        .map(({ name }) => name),
    ).not.toContain('token');
  });
});
