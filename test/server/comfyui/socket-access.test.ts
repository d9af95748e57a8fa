// Who may open the WebSocket of ComfyUI's clients.
import { expect, it } from 'vitest';
import { testServer, UPGRADE } from '../http/http-support.ts';

it.each(['/ws', '/api/ws'])('lets clients of this machine in at %s, but not pages of strangers', async (path) => {
  const server = await testServer();
  const open = async (headers: Readonly<Record<string, string>>): Promise<number> =>
    (await server.send('GET', `${path}?clientId=me`, { ...UPGRADE, ...headers })).status;
  const host = `127.0.0.1:${server.port}`;
  expect(await open({ host })).toBe(101);
  expect(await open({ host, origin: `http://${host}` })).toBe(101);
  expect(await open({ host, origin: 'https://evil.example' })).toBe(403);
  expect(await open({ host, origin: 'null' })).toBe(403);
  expect(await open({ host: 'evil.example' })).toBe(403);
});

it('asks for the token, which may be in the address', async () => {
  const server = await testServer({ token: 'long-enough' });
  const open = async (query: string, path = '/ws'): Promise<number> =>
    (await server.send('GET', `${path}?clientId=me${query}`, { ...UPGRADE, host: `127.0.0.1:${server.port}` })).status;
  expect(await open('')).toBe(401);
  expect(await open('&token=wrong')).toBe(401);
  expect(await open('&token=long-enough')).toBe(101);
  expect(await open('&token=long-enough', '/api/live')).toBe(401);
});
