/** Uploaded pictures: names, limits, lists, smaller versions. */
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { assert, property, string } from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ErrorBody, PictureFile } from '../../../engine/protocol/index.ts';
import { safeName } from '../../../engine/server/pictures/safe-name.ts';
import { repoPath } from '../../inference/support/goldens.ts';
import { form, sharedServer, temporaryFolder, testServer, type TestServer } from './http-support.ts';

/** A picture of one colour. */
const picture = (red: number, size = 8): Promise<Buffer> =>
  sharp({ create: { width: size, height: size / 2, channels: 3, background: { r: red, g: 40, b: 90 } } })
    .png()
    .toBuffer();

async function upload(server: TestServer, name: string, content: Uint8Array): Promise<PictureFile> {
  const { headers, body } = form('image', name, content);
  const answer = await server.send('POST', '/api/inputs', headers, body);
  if (answer.status !== 200)
    throw new Error(`${answer.status} ${(JSON.parse(answer.body.toString()) as ErrorBody).error.message}`);
  return JSON.parse(answer.body.toString()) as PictureFile;
}

const leftovers = async (server: TestServer): Promise<string[]> =>
  (await readdir(join(server.data, 'input'))).filter((name) => name.startsWith('.'));

describe('uploads', () => {
  it('are kept under the name in the answer, and served at its address', async () => {
    const server = await testServer();
    const content = await picture(1);
    const stored = await upload(server, 'my picture.png', content);
    expect(stored).toEqual({
      folder: 'input',
      name: 'my picture.png',
      url: '/api/pictures/input/my%20picture.png',
      mediaType: 'image/png',
      width: 8,
      height: 4,
    });
    expect(await readFile(join(server.data, 'input', stored.name))).toEqual(content);
    expect((await server.send('GET', stored.url)).body).toEqual(content);
    expect((await server.json<PictureFile[]>('GET', '/api/inputs'))[0]).toMatchObject({
      name: 'my picture.png',
      url: stored.url,
    });
  });

  it('under one name are one file only if their bytes are the same', async () => {
    const server = await testServer();
    const [a, b, c] = await Promise.all([picture(1), picture(2), picture(3)]);
    const names: string[] = [];
    for (const content of [a, b, a, c, b]) names.push((await upload(server, 'x.png', content)).name);
    expect(names).toEqual(['x.png', 'x-2.png', 'x.png', 'x-3.png', 'x-2.png']);
    expect(await readFile(join(server.data, 'input', 'x-2.png'))).toEqual(b);
  });

  it('never get the name of a picture in another input folder', async () => {
    const server = await testServer();
    expect((await upload(server, 'example.png', await picture(1))).name).toBe('example-3.png');
    expect((await upload(server, 'example.png', await readFile(repoPath('workflows/example.png')))).name).toBe(
      'example.png',
    );
  });

  it('never get the name of another picture in other capitals, which is the same on some systems', async () => {
    const server = await testServer();
    const [a, b] = await Promise.all([picture(1), picture(2)]);
    const names: string[] = [];
    for (const [name, content] of [
      ['Cat.png', a],
      ['cat.png', b],
      ['CAT.PNG', a],
      ['Fu\u0308chse.png', a],
      ['F\u00FCCHSE.png', b],
    ] as const)
      names.push((await upload(server, name, content)).name);
    expect(names).toEqual(['Cat.png', 'cat-2.png', 'Cat.png', 'F\u00FCchse.png', 'F\u00FCCHSE-2.png']);
    expect((await upload(server, 'EXAMPLE.png', await picture(3))).name).toBe('EXAMPLE-3.png');
  });

  it('at the same time keep all their bytes', async () => {
    const server = await testServer();
    const contents = await Promise.all(Array.from({ length: 12 }, (_, n) => picture(n % 6)));
    const stored = await Promise.all(contents.map((content) => upload(server, 'x.png', content)));
    for (const [index, { name }] of stored.entries())
      expect(await readFile(join(server.data, 'input', name))).toEqual(contents[index]);
    expect(await leftovers(server)).toEqual([]);
  });

  it('get an extension by their content if they have none of a picture', async () => {
    const server = await testServer();
    const jpeg = await sharp(await picture(5))
      .jpeg()
      .toBuffer();
    expect((await upload(server, 'photo', jpeg)).name).toBe('photo.jpg');
    expect((await upload(server, 'photo.exe', jpeg)).name).toBe('photo.exe.jpg');
    expect(await upload(server, 'really.PNG', jpeg)).toMatchObject({ name: 'really.png', mediaType: 'image/jpeg' });
    expect((await upload(server, '../../etc/passwd', jpeg)).name).toBe('passwd.jpg');
    expect((await upload(server, 'C:\\windows\\a<b>.jpg', jpeg)).name).toBe('a_b_.jpg');
  });

  it('report the size as displayed, after the rotation the file asks for', async () => {
    const turned = await sharp(await picture(5, 16))
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect(await upload(await testServer(), 'turned.jpg', turned)).toMatchObject({ width: 8, height: 16 });
  });

  it('that are too large, have too many pixels or are cut short are refused and leave no file', async () => {
    const server = await testServer({ limits: { uploadBytes: 5000, pixels: 1000 } });
    const noise = await sharp(Buffer.from(Array.from({ length: 3 * 60 * 60 }, (_, n) => (n * 7919) % 251)), {
      raw: { width: 60, height: 60, channels: 3 },
    })
      .png({ compressionLevel: 0 })
      .toBuffer();
    expect(noise.length).toBeGreaterThan(5000);
    await expect(upload(server, 'a.png', noise)).rejects.toThrow(/413 .*larger than/);
    await expect(upload(server, 'a.png', Buffer.concat([noise, Buffer.alloc(20_000_000)]))).rejects.toThrow(
      /413 .*larger than/,
    );
    await expect(upload(server, 'a.png', await picture(1, 64))).rejects.toThrow(/413 .*64 x 32 pixels/);
    await expect(upload(server, 'a.png', (await picture(1)).subarray(0, 20))).rejects.toThrow(/415/);
    await expect(
      upload(server, 'a.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>')),
    ).rejects.toThrow(/415 "a\.svg" is no picture/);
    expect(await readdir(join(server.data, 'input'))).toEqual([]);
    expect((await server.send('GET', '/api/health')).status).toBe(200);
  });

  it('that a killed server left unfinished are removed', async () => {
    const data = await temporaryFolder();
    await mkdir(join(data, 'input'), { recursive: true });
    await writeFile(join(data, 'input', '.saving-1'), 'half');
    expect(await leftovers(await testServer({ data }))).toEqual([]);
  });

  it('leave no file when the connection breaks', async () => {
    const server = await testServer();
    const { headers, body } = form('image', 'a.png', Buffer.concat([await picture(1), Buffer.alloc(500_000)]));
    const socket = connect(server.port, '127.0.0.1');
    const head = [
      'POST /api/inputs HTTP/1.1',
      'Host: localhost',
      `Content-Type: ${headers['content-type']}`,
      `Content-Length: ${body.length}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    socket.write(body.subarray(0, body.length - 40));
    await expect.poll(() => leftovers(server)).toHaveLength(1);
    socket.destroy();
    await expect.poll(() => readdir(join(server.data, 'input'))).toEqual([]);
    const { status } = await server.send('POST', '/api/inputs', headers, body.subarray(0, body.length - 40));
    expect(status).toBe(400);
    expect(await readdir(join(server.data, 'input'))).toEqual([]);
    expect(server.said).toEqual([]);
  });

  it('get safe names, whatever is sent', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 300 }), (given) => {
        const name = safeName(given, 'image/png');
        expect(name).toMatch(/^_?[\p{L}\p{N}()+][\p{L}\p{M}\p{N} ._()+\u200C-\u200D-]*\.[a-z]+$/u);
        expect(Buffer.byteLength(name)).toBeLessThan(220);
        expect(safeName(name, 'image/png')).toBe(name);
      }),
      { numRuns: 150 },
    );
    expect([
      safeName('', 'image/webp'),
      safeName('CON.png', 'image/png'),
      safeName('...', 'image/jpeg'),
      safeName('日本.png', 'image/png'),
    ]).toEqual(['picture.webp', '_CON.png', 'picture.jpg', '日本.png']);
  });
});

describe('lists', () => {
  it('hold the pictures of all input folders, the latest first, under the names workflows use', async () => {
    const [data, extra] = [await temporaryFolder(), await temporaryFolder()];
    await mkdir(join(data, 'input', 'deep', 'deeper'), { recursive: true });
    const files = [
      [join(data, 'input', 'same.png'), 5],
      [join(data, 'input', 'deep', 'a.webp'), 9],
      [join(data, 'input', 'deep', 'deeper', 'b.png'), 8],
      [join(data, 'input', 'notes.txt'), 7],
      [join(data, 'input', '.hidden.png'), 7],
      [join(extra, 'same.png'), 99],
      [join(extra, 'other.JPG'), 3],
    ] as const;
    for (const [path, time] of files) {
      await writeFile(path, await picture(time));
      await utimes(path, 2e9 + time, 2e9 + time);
    }
    const server = await testServer({ data, input: [extra] });
    const list = await server.json<PictureFile[]>('GET', '/api/inputs');
    expect(list.slice(0, 3).map(({ name, mediaType }) => [name, mediaType])).toEqual([
      ['deep/a.webp', 'image/webp'],
      ['same.png', 'image/png'],
      ['other.JPG', 'image/jpeg'],
    ]);
    expect(list.map(({ name }) => name)).toContain('example.png');
    for (const { url } of list.slice(0, 3)) expect((await server.send('GET', url)).status).toBe(200);
    expect((await server.send('GET', '/api/pictures/input/same.png')).body).toEqual(await picture(5));
  });

  it('are no longer than the limit', async () => {
    const server = await testServer({ limits: { listed: 2 } });
    expect(await server.json<PictureFile[]>('GET', '/api/inputs')).toHaveLength(2);
  });

  it('gain copies of the pictures of runs', async () => {
    const server = await testServer();
    const content = await picture(77);
    await writeFile(join(server.data, 'output', 'result-00001.png'), content);
    await writeFile(join(server.data, 'preview', 'result-00001.png'), await picture(78));
    expect(await server.json('POST', '/api/inputs/copy', { folder: 'output', name: 'result-00001.png' })).toMatchObject(
      { folder: 'input', name: 'result-00001.png', width: 8 },
    );
    expect(await server.json('POST', '/api/inputs/copy', { folder: 'output', name: 'result-00001.png' })).toMatchObject(
      { name: 'result-00001.png' },
    );
    expect(
      await server.json('POST', '/api/inputs/copy', { folder: 'preview', name: 'result-00001.png' }),
    ).toMatchObject({ name: 'result-00001-2.png' });
    expect(await readFile(join(server.data, 'input', 'result-00001.png'))).toEqual(content);
    expect(await server.failure('POST', '/api/inputs/copy', { folder: 'elsewhere', name: 'x' })).toMatchObject({
      status: 400,
      message: expect.stringContaining('"folder"') as string,
    });
  });
});

describe('smaller versions', () => {
  const shared = sharedServer();

  it.each([
    [1, 64],
    [64, 64],
    [65, 128],
    [100, 128],
    [128, 128],
    [5000, 128],
  ])('of width %d are %d wide, and never larger than the picture', async (asked, width) => {
    const { status, headers, body } = await shared().send('GET', `/api/pictures/input/example.png?width=${asked}`);
    expect([status, headers['content-type']]).toEqual([200, 'image/webp']);
    expect(await sharp(body).metadata()).toMatchObject({ format: 'webp', width });
  });

  it.each(['0', '-1', 'wide', '1.5', '1e9'])('of width %s are refused', async (width) => {
    expect(await shared().failure('GET', `/api/pictures/input/example.png?width=${width}`)).toMatchObject({
      status: 400,
      message: expect.stringContaining('"width"') as string,
    });
  });

  it('are not sent again while the picture is unchanged, and are made again when it changes', async () => {
    const server = shared();
    await upload(server, 'changing.png', await picture(10, 256));
    const address = '/api/pictures/input/changing.png?width=64';
    const first = await server.send('GET', address);
    const tag = String(first.headers['etag']);
    expect(await server.send('GET', address, { 'if-none-match': tag })).toMatchObject({ status: 304 });
    expect(tag).not.toBe((await server.send('GET', '/api/pictures/input/changing.png')).headers['etag']);
    await writeFile(join(server.data, 'input', 'changing.png'), await picture(200, 512));
    const second = await server.send('GET', address, { 'if-none-match': tag });
    expect(second.status).toBe(200);
    expect(second.body).not.toEqual(first.body);
  });

  it('are all made when many are requested at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        shared().send('GET', `/api/pictures/input/${n % 2 ? 'example' : 'example-2'}.png?width=${64 * (1 + (n % 4))}`),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });

  it('of damaged pictures are refused, and keep no other waiting', async () => {
    const server = shared();
    await writeFile(join(server.data, 'output', 'damaged.png'), (await picture(1, 256)).subarray(0, 60));
    for (let n = 0; n < 4; n++)
      expect(await server.failure('GET', '/api/pictures/output/damaged.png?width=64')).toMatchObject({ status: 415 });
    expect((await server.send('GET', '/api/pictures/input/example-mask.png?width=64')).status).toBe(200);
  });
});
