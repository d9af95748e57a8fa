/** The settings of a server: kept in a file, used at the next start, for the operator alone. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SettingsView } from '../../../engine/protocol/index.ts';
import { judge, type RequestHead } from '../../../engine/server/security/policy.ts';
import { sharedServer, temporaryFolder, testServer } from './http-support.ts';

describe('settings', () => {
  const server = sharedServer({ memory: '3GiB' });

  it('are kept in a file, and used when the server starts again', async () => {
    const data = await temporaryFolder();
    const folder = join(data, 'my models');
    await mkdir(folder);
    const first = await testServer({ data });
    const change = { device: 'cpu', precision: 'int8', cacheSize: '5GiB', models: [folder] };
    const { settings, paths, models } = await first.json<SettingsView>('PUT', '/api/server/settings', change);
    expect(settings.device).toEqual({ kept: 'cpu' });
    expect(models.find(({ path }) => path === folder)).toEqual({
      path: folder,
      from: 'settings',
      isThere: true,
      isRead: false,
    });
    expect(paths.file).toBe(join(data, 'settings.json'));
    expect(JSON.parse(await readFile(paths.file, 'utf8'))).toEqual(change);
    await first.close();

    const again = await testServer({ data, noCache: false, cache: join(data, 'cache') });
    const view = await again.json<SettingsView>('GET', '/api/server/settings');
    expect(view.settings.precision).toEqual({ kept: 'int8', used: 'int8' });
    expect(view.models.find(({ path }) => path === folder)).toMatchObject({ from: 'settings', isRead: true });
    expect(await again.json('GET', '/api/cache')).toMatchObject({ limit: 5 * 2 ** 30 });
    const removed = await again.json<SettingsView>('PUT', '/api/server/settings', { device: null });
    expect(removed.settings.device).toEqual({ used: 'cpu' });
    expect(removed.settings.precision).toMatchObject({ kept: 'int8' });
  });

  it('of the cache and of names are used at once, and have their defaults when they are removed', async () => {
    const data = await temporaryFolder();
    const running = await testServer({ data, noCache: false, cache: join(data, 'cache') });
    const change = { cacheSize: '5GiB', cacheAge: '7', fileNames: '{date}/{seed}' };
    const { settings } = await running.json<SettingsView>('PUT', '/api/server/settings', change);
    expect(settings.cacheSize).toMatchObject({ kept: '5GiB', used: '5GiB' });
    expect(settings.cacheAge).toMatchObject({ kept: '7', used: '7' });
    expect(settings.fileNames).toEqual({ kept: '{date}/{seed}', used: '{date}/{seed}', usual: '{prefix}-{run:05}' });
    expect(await running.json('GET', '/api/cache')).toMatchObject({ limit: 5 * 2 ** 30 });
    const removed = await running.json<SettingsView>('PUT', '/api/server/settings', { cacheSize: null });
    expect(removed.settings.cacheSize).not.toHaveProperty('used');
    expect(await running.json('GET', '/api/cache')).toMatchObject({ limit: 20 * 2 ** 30 });
  });

  it('of the command line win', async () => {
    await server().json('PUT', '/api/server/settings', { memory: '1GiB' });
    const { settings } = await server().json<SettingsView>('GET', '/api/server/settings');
    expect(settings.memory).toMatchObject({ fixed: '--memory', used: '3GiB', kept: '1GiB' });
  });

  it.each([
    [{ device: 'abacus' }, 'device', /^Expected one of auto, cpu.*, got "abacus"\.$/],
    [{ memory: 'much' }, 'memory', /^Expected a size such as 12GiB or 800M, got "much"\.$/],
    [{ threads: '0' }, 'threads', /^Expected a whole number from 1, got "0"\.$/],
    [{ cacheAge: 'old' }, 'cacheAge', /^Expected a number of days, got "old"\.$/],
    [{ fileNames: '{seed' }, 'fileNames', /"\{seed": "\{" is no field\. Write fields as \{seed\}/],
    [{ fileNames: '../{seed}' }, 'fileNames', /"\.\." is not safe as the name of a file/],
    [{ fileNames: 'fox' }, 'fileNames', /"fox" is the same for every file\. Add a field/],
    [{ fileNames: '{seed}.png' }, 'fileNames', /ends with \.png\. Leave that out/],
    [{ models: ['models'] }, 'models', /^Expected the whole path of a folder, got "models"\.$/],
    [{ models: ['/no/such/folder'] }, 'models', /^There is no folder \/no\/such\/folder\.$/],
  ])('refuse %j at its field, and change nothing', async (change, input, message) => {
    const before = await server().json('GET', '/api/server/settings');
    const { status, code, issues } = await server().failure('PUT', '/api/server/settings', {
      precision: 'int4',
      ...change,
    });
    expect({ status, code }).toEqual({ status: 422, code: 'invalid-settings' });
    expect(issues).toEqual([{ code: 'setting', node: '', input, message: expect.stringMatching(message) as string }]);
    expect(await server().json('GET', '/api/server/settings')).toEqual(before);
  });

  it('keep what a later version has written, and refuse what no version knows', async () => {
    const { paths } = await server().json<SettingsView>('GET', '/api/server/settings');
    await writeFile(paths.file, JSON.stringify({ later: { much: 1 }, vram: '2GiB' }));
    await server().json('PUT', '/api/server/settings', { threads: '2' });
    expect(JSON.parse(await readFile(paths.file, 'utf8'))).toEqual({ later: { much: 1 }, vram: '2GiB', threads: '2' });
    expect((await server().failure('PUT', '/api/server/settings', { nodes: ['evil.js'] })).status).toBe(400);
  });

  it('stop a start with a sentence that names file and setting when the file is damaged', async () => {
    const data = await temporaryFolder();
    await writeFile(join(data, 'settings.json'), '{"memory": "12 elephants"}');
    await expect(testServer({ data })).rejects.toThrow(
      `${join(data, 'settings.json')}: memory: Expected a size such as 12GiB or 800M, got "12 elephants"`,
    );
    await writeFile(join(data, 'settings.json'), '{"memory": 12}');
    await expect(testServer({ data })).rejects.toThrow(/settings\.json: memory: /);
  });

  it('name a folder that is away, and start without it', async () => {
    const data = await temporaryFolder();
    await writeFile(join(data, 'settings.json'), JSON.stringify({ models: ['/unplugged/models'] }));
    const started = await testServer({ data });
    expect(started.said).toContain('The folder /unplugged/models of the settings is not there');
    const { models } = await started.json<SettingsView>('GET', '/api/server/settings');
    expect(models[0]).toMatchObject({ path: '/unplugged/models', isThere: false });
  });
});

describe('who reads and changes settings', () => {
  const head = (isOwn: boolean): RequestHead => ({
    method: 'PUT',
    headers: { host: '192.0.2.7:4360' },
    query: '',
    isOwn,
  });
  const policy = { hosts: new Set(['192.0.2.7']), origins: new Set<string>(), tokens: [] };

  it('is this machine, and others with the token alone', () => {
    expect(judge(policy, head(true), 'operator')).toBeUndefined();
    expect(judge(policy, head(false), 'operator')).toMatchObject({ status: 403, code: 'token-missing' });
    expect(judge(policy, head(false), 'api')).toBeUndefined();
    const secret = { ...policy, tokens: [{ token: 'a-long-secret' }] };
    const withToken = { ...head(false), headers: { host: '192.0.2.7', authorization: 'Bearer a-long-secret' } };
    expect(judge(secret, withToken, 'operator')).toBeUndefined();
    expect(judge(secret, head(true), 'operator')).toMatchObject({ status: 401 });
  });
});
