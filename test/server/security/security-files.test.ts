/**
 * Files and the page: the rules of docs/security.md#files and docs/security.md#what-a-browser-may-do-with-an-answer.
 */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { form, sharedServer, smallWorkflow, temporaryFolder, testServer } from '../http/http-support.ts';

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
    '..%2F..%2Fetc%2Fpasswd',
    '%2Fetc%2Fpasswd',
    '..',
    '.',
    '%2e%2e',
    '..%5C..%5Cboot.ini',
    'C:%5Cboot.ini',
    '.hidden.png',
    'folder%2F..%2F..%2Fsecret.txt',
    'name%00.png',
    'link.png',
    'linked%2Fsecret.txt',
    'folder',
    '%0d%0aSet-Cookie:a=b',
    '..%2Finkloom.sqlite',
    '..%2Fworkflows%2Fmine.json',
    '...%2F.%2Finkloom.sqlite',
  ])('no picture is found under the name %s', async (name) => {
    const server = shared();
    for (const folder of ['input', 'output', 'preview']) {
      const { status, body } = await server.send('GET', `/api/pictures/${folder}/${name}`);
      expect([status, body.includes('hidden content')]).toEqual([404, false]);
    }
    const copied = await server.failure('POST', '/api/inputs/copy', {
      folder: 'input',
      name: decodeURIComponent(name),
    });
    expect(copied.status).toBe(404);
  });

  it.each([
    '../secret',
    '..',
    '.',
    '',
    '.hidden',
    'a/b',
    'a\\b',
    'C:',
    'nul',
    'name\0',
    'trailing.',
    'trailing ',
    'a'.repeat(101),
    '../inkloom.sqlite',
    'a\nb',
    '/etc/passwd',
  ])('a workflow cannot be saved, read or deleted as %j', async (name) => {
    const server = shared();
    const { id } = await server.json<{ id: string }>('POST', '/api/documents', { workflow: smallWorkflow() });
    expect((await server.failure('POST', `/api/documents/${id}/save`, { name })).code).toBe('invalid-name');
    const path = `/api/workflows/${encodeURIComponent(name)}`;
    for (const method of ['GET', 'DELETE']) expect((await server.failure(method, path)).status).toBe(404);
    expect((await server.failure('PUT', path, { workflow: smallWorkflow() })).status).toEqual(
      expect.toSatisfy((status: number) => status === 422 || status === 404),
    );
    expect((await server.failure('POST', '/api/documents', { file: name })).status).toBe(404);
  });

  it('a symbolic link is not a saved workflow', async () => {
    const server = shared();
    expect(await server.json('GET', '/api/workflows')).toEqual([]);
    expect((await server.failure('GET', '/api/workflows/inside')).status).toBe(404);
  });

  it('file names in workflows are resolved by the same rules', async () => {
    const server = shared();
    const { forecast } = await server.json<{ forecast: { nodes: { node: string; why?: { kind: string } }[] } }>(
      'POST',
      '/api/forecast',
      { workflow: smallWorkflow('x', '../inkloom.sqlite') },
    );
    expect(forecast.nodes.find(({ node }) => node === 'load')?.why?.kind).toBe('unidentified');
  });

  it('a file that is not a picture is sent as a download', async () => {
    const server = shared();
    const { data } = server;
    const files = {
      'page.png': '<html><script>alert(1)</script>',
      'drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      'page.html': '<script>alert(1)</script>',
      'a "quoted" ü.txt': 'text',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(data, 'output', name), text);
    for (const [name, text] of Object.entries(files)) {
      const { status, headers, body } = await server.send('GET', `/api/pictures/output/${encodeURIComponent(name)}`);
      expect([status, body.toString(), headers['content-type']]).toEqual([200, text, 'application/octet-stream']);
      expect(headers['content-disposition']).toMatch(
        /^attachment; filename="[A-Za-z0-9 ._-]+"; filename\*=UTF-8''[\w%.-]+$/,
      );
      expect((await server.send('GET', `/api/pictures/output/${encodeURIComponent(name)}?width=64`)).status).toBe(415);
    }
  });

  it('pictures have the type of their content and cannot run scripts', async () => {
    const { status, headers } = await shared().send('GET', '/api/pictures/input/example.png');
    expect([
      status,
      headers['content-type'],
      headers['x-content-type-options'],
      headers['content-disposition'],
    ]).toEqual([200, 'image/png', 'nosniff', undefined]);
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/);
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  });

  it('uploads that are not pictures are refused', async () => {
    const server = shared();
    for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<html>', 'RIFF', '']) {
      const { headers, body } = form('image', 'a.png', Buffer.from(text));
      expect((await server.send('POST', '/api/inputs', headers, body)).status).toBe(415);
    }
  });
});

describe('the page', () => {
  it('runs only its own scripts, in no frame, and serves no other files', async () => {
    const editor = await temporaryFolder();
    await mkdir(join(editor, 'assets'));
    await writeFile(join(editor, 'index.html'), '<!doctype html><title>Editor</title>');
    await writeFile(join(editor, 'assets', 'main.js'), 'export {};');
    await writeFile(join(editor, '.env'), 'secret');
    const server = await testServer({ editor, token: 'a-long-secret' });
    for (const [path, type] of [
      ['/', 'text/html; charset=utf-8'],
      ['/index.html', 'text/html; charset=utf-8'],
      ['/assets/main.js', 'text/javascript; charset=utf-8'],
    ] as const) {
      const { status, headers } = await server.send('GET', path);
      expect([path, status, headers['content-type']]).toEqual([path, 200, type]);
      const policy = headers['content-security-policy'] as string;
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
    for (const path of [
      '/.env',
      '/%2eenv',
      '/assets/../.env',
      '/assets/%2e%2e/.env',
      '/assets/..%2F.env',
      '/assets/',
      '/nothing',
      '/assets/nothing.js',
    ]) {
      expect([path, (await server.send('GET', path)).status]).toEqual([
        path,
        expect.toSatisfy((status: number) => status === 404 || status === 401),
      ]);
    }
  });

  it('lets browsers keep assets, ask again for pages, and fetch parts', async () => {
    const editor = await temporaryFolder();
    await mkdir(join(editor, 'assets'));
    await writeFile(join(editor, 'index.html'), '<!doctype html>');
    await writeFile(join(editor, 'assets', 'main.js'), 'export {};');
    const server = await testServer({ editor });
    const asset = await server.send('GET', '/assets/main.js');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const page = await server.send('GET', '/');
    expect([page.headers['cache-control'], page.body.toString()]).toEqual(['no-cache', '<!doctype html>']);
    const again = await server.send('GET', '/', { 'if-none-match': page.headers.etag as string });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const head = await server.send('HEAD', '/');
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '15', 0]);
    const part = await server.send('GET', '/assets/main.js', { range: 'bytes=0-5' });
    expect([part.status, part.body.toString()]).toEqual([206, 'export']);
    expect((await server.send('GET', '/assets/main.js', { range: 'bytes=90-' })).status).toBe(416);
    expect((await server.send('GET', '/assets')).status).toBe(404);
  });

  it('sends the smallest copy that the browser reads, and bytes of the file itself for parts', async () => {
    const editor = await temporaryFolder();
    await mkdir(join(editor, 'assets'));
    const script = 'export {};'.repeat(100);
    await writeFile(join(editor, 'assets', 'main.js'), script);
    await writeFile(join(editor, 'assets', 'main.js.br'), brotliCompressSync(script));
    await writeFile(join(editor, 'assets', 'main.js.gz'), gzipSync(script));
    const server = await testServer({ editor });
    const ask = async (encodings: string | undefined, more = {}) => {
      const accept = encodings === undefined ? {} : { 'accept-encoding': encodings };
      const { headers, body } = await server.send('GET', '/assets/main.js', { ...accept, ...more });
      expect([headers['content-type'], headers.vary]).toEqual(['text/javascript; charset=utf-8', expect.any(String)]);
      expect(headers.vary).toContain('Accept-Encoding');
      return [headers['content-encoding'], body] as const;
    };
    for (const wanted of ['gzip, deflate, br, zstd', 'br;q=1.0, gzip;q=0.5', '*'])
      expect(await ask(wanted)).toEqual(['br', brotliCompressSync(script)]);
    expect(await ask('gzip')).toEqual(['gzip', gzipSync(script)]);
    for (const wanted of [undefined, 'identity', 'br;q=0', 'zstd'])
      expect(await ask(wanted)).toEqual([undefined, Buffer.from(script)]);
    expect(await ask('br', { range: 'bytes=0-5' })).toEqual([undefined, Buffer.from('export')]);
  });

  it('compresses large answers for those who ask, and no request', async () => {
    const server = await testServer();
    const plain = await server.send('GET', '/api/catalogue');
    const small = await server.send('GET', '/api/catalogue', { 'accept-encoding': 'br' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(small.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(small.body)).toEqual(plain.body);
    expect(small.body.length).toBeLessThan(plain.body.length / 4);
    const health = await server.send('GET', '/api/health', { 'accept-encoding': 'br' });
    expect(health.headers['content-encoding']).toBeUndefined();
  });

  it('tells how to build the editor when it is not built', async () => {
    const server = await testServer({ editor: join(await temporaryFolder(), 'nothing') });
    const { status, body } = await server.send('GET', '/');
    expect([status, body.toString()]).toEqual([503, expect.stringContaining('npm run editor')]);
    expect((await server.send('GET', '/api/health')).status).toBe(200);
  });
});
