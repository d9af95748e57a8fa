/** ComfyUI's other routes: pictures, uploads, nodes, models, the server, the user, and who may use them. */
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type Answer, sendTo, sharedServer, testServer } from '../http/http-support.ts';
import { FAKE_PROMPTS } from './fake-prompts.ts';

const TOKEN = 'a-long-secret';

const server = sharedServer({ comfyPrompts: FAKE_PROMPTS });

const jsonOf = ({ body }: Answer): unknown => JSON.parse(body.toString());

const get = (path: string): Promise<Answer> => server().send('GET', path);

/** A form as `POST /upload` takes it. Fields come behind the file, as some clients send them. */
function upload(path: string, name: string, content: Uint8Array, fields: Readonly<Record<string, string>> = {}) {
  const line = 'a-line-between-the-parts';
  const head = `--${line}\r\nContent-Disposition: form-data; name="image"; filename="${name}"\r\n\r\n`;
  const others = Object.entries(fields).map(
    ([field, value]) => `\r\n--${line}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}`,
  );
  const body = Buffer.concat([Buffer.from(head), content, Buffer.from(`${others.join('')}\r\n--${line}--\r\n`)]);
  return server().send('POST', path, { 'content-type': `multipart/form-data; boundary=${line}` }, body);
}

/** A PNG of one colour. */
const png = (colour: { r: number; g: number; b: number; alpha?: number }, side = 8): Promise<Buffer> =>
  sharp({ create: { width: side, height: side, channels: colour.alpha === undefined ? 3 : 4, background: colour } })
    .png()
    .toBuffer();

const RED = { r: 255, g: 0, b: 0 };
const BLUE = { r: 0, g: 0, b: 255 };

describe('answers recorded from ComfyUI', () => {
  const text = readFileSync(join(import.meta.dirname, '../../fixtures/comfyui-protocol/routes.json'), 'utf8');
  const recorded = JSON.parse(text) as Readonly<Record<string, readonly [status: number, body: unknown]>>;

  it.each(Object.entries(recorded))('%s has the same status and fields', async (route, [status, body]) => {
    const [method = '', path = ''] = route.split(' ', 2);
    const answer = await server().send(method, path);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/json');
    // ComfyUI refuses with an empty body where our errors are JSON.
    expectFields(jsonOf(answer), body ?? { error: { message: '' } }, path);
  });

  /** All fields of the recorded body, of the same kinds. */
  function expectFields(given: unknown, wanted: unknown, where: string): void {
    expect([where, kindOf(given)]).toEqual([where, kindOf(wanted)]);
    if (Array.isArray(given)) for (const each of given) expectFields(each, (wanted as unknown[])[0], `${where}[]`);
    else if (kindOf(given) === 'object')
      for (const [name, field] of Object.entries(wanted as object))
        expectFields((given as Record<string, unknown>)[name], field, `${where}.${name}`);
  }

  function kindOf(value: unknown): string {
    if (value === null) return 'null';
    return Array.isArray(value) ? 'list' : typeof value;
  }
});

describe('uploads', () => {
  it('names them as ComfyUI does: the same bytes once, others numbered, or in the place of the first', async () => {
    const [red, blue] = [await png(RED), await png(BLUE)];
    const named = async (bytes: Uint8Array, fields = {}) =>
      jsonOf(await upload('/upload/image', 'up.png', bytes, fields));
    const first = { name: 'up.png', subfolder: '', type: 'input' };
    expect(await named(red)).toEqual(first);
    expect(await named(red, { overwrite: 'false' })).toEqual(first);
    expect(await named(blue)).toEqual({ ...first, name: 'up (1).png' });
    expect(await named(blue, { overwrite: 'true', type: 'input' })).toEqual(first);
    expect(await named(red, { subfolder: 'sub' })).toEqual({ ...first, subfolder: 'sub' });
    expect(jsonOf(await upload('/upload/image', '../../up.png', blue))).toEqual(first);
    expect(await viewed('filename=up.png&type=input')).toEqual(blue);
    expect(await viewed('filename=up.png&type=input&subfolder=sub')).toEqual(red);
    expect(await viewed('filename=up.png [input]&subfolder=sub')).toEqual(red);
  });

  it.each([
    ['a folder above', { subfolder: '..' }],
    ['another place', { subfolder: '/tmp' }],
    ['a hidden folder', { subfolder: 'a/.git' }],
    ['a type that is none', { type: 'secret' }],
  ])('refuses %s', async (_name, fields) => {
    const answer = await upload('/api/upload/image', 'x.png', await png(RED), fields);
    expect([answer.status, jsonOf(answer)]).toMatchObject([400, { error: { message: expect.any(String) } }]);
  });

  it('refuses what is no picture, and leaves nothing behind', async () => {
    expect((await upload('/upload/image', 'x.png', Buffer.from('<script>'))).status).toBe(415);
    expect((await server().send('POST', '/upload/image', {}, '{}')).status).toBe(415);
    expect((await readdir(join(server().data, 'input'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('puts the transparency of a mask on the picture it names', async () => {
    await upload('/upload/image', 'base.png', await png(RED));
    const mask = await png({ r: 1, g: 2, b: 3, alpha: 0.2 });
    const original = JSON.stringify({ filename: 'base.png', type: 'input', subfolder: '' });
    const kept = jsonOf(
      await upload('/upload/mask', 'clip.png', mask, { original_ref: original, subfolder: 'clipspace' }),
    );
    expect(kept).toEqual({ name: 'clip.png', subfolder: 'clipspace', type: 'input' });
    const bytes = await viewed('filename=clip.png&type=input&subfolder=clipspace');
    const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 4)]).toEqual([255, 0, 0, 51]);
    for (const reference of ['', '{}', JSON.stringify({ filename: 'nothing.png' })])
      expect((await upload('/upload/mask', 'y.png', mask, { original_ref: reference })).status).toBeOneOf([400, 404]);
    const small = await upload('/upload/mask', 'y.png', await png({ ...BLUE, alpha: 1 }, 4), {
      original_ref: original,
    });
    expect([small.status, jsonOf(small)]).toMatchObject([400, { error: { message: /4 x 4/ } }]);
  });
});

describe('/view', () => {
  it('gives a smaller picture, or some of its channels', async () => {
    await upload('/upload/image', 'glass.png', await png({ ...RED, alpha: 0.4 }));
    const channels = async (query: string) => {
      const answer = await get(`/view?filename=glass.png&type=input&${query}`);
      const { data, info } = await sharp(answer.body).raw().toBuffer({ resolveWithObject: true });
      return [answer.headers['content-type'], [...data.subarray(0, info.channels)]];
    };
    expect(await channels('')).toEqual(['image/png', [255, 0, 0, 102]]);
    expect(await channels('channel=rgba')).toEqual(['image/png', [255, 0, 0, 102]]);
    expect(await channels('channel=rgb')).toEqual(['image/png', [255, 0, 0]]);
    expect(await channels('channel=a')).toEqual(['image/png', [0, 0, 0, 102]]);
    expect((await channels('preview=webp;80'))[0]).toBe('image/webp');
    expect((await channels('preview=jpeg'))[0]).toBe('image/jpeg');
  });

  it('answers 304 for a picture the client has', async () => {
    await upload('/upload/image', 'same.png', await png(BLUE));
    const { headers } = await get('/view?filename=same.png&type=input');
    expect(headers['content-disposition']).toBe('filename="same.png"');
    const again = { 'if-none-match': String(headers.etag) };
    expect((await server().send('GET', '/view?filename=same.png&type=input', again)).status).toBe(304);
  });

  it.each([
    ['/view', 400],
    ['/view?filename=/etc/passwd', 400],
    ['/view?filename=..%2Finkloom.sqlite', 400],
    ['/view?filename=inkloom.sqlite&subfolder=..', 403],
    ['/view?filename=passwd&subfolder=/etc', 403],
    ['/view?filename=x.png&type=models', 400],
    ['/view?filename=x.png&type=constructor', 400],
    ['/view?filename=.hidden', 404],
  ])('%s is answered with %i', async (path, status) => {
    expect((await get(path)).status).toBe(status);
  });
});

describe('nodes and models', () => {
  it('describes all nodes, or one', async () => {
    const all = jsonOf(await get('/object_info')) as object;
    expect(Object.keys(all)).toContain('SaveImage');
    expect(jsonOf(await get('/api/object_info/SaveImage'))).toEqual({ SaveImage: expect.any(Object) });
    expect(jsonOf(await get('/object_info/Primitive%20boolean%20%5BCrystools%5D'))).toEqual({});
    expect(jsonOf(await get('/object_info/constructor'))).toEqual({});
  });

  it('lists the files that the loaders of a folder offer, without the names that are none', async () => {
    expect(jsonOf(await get('/models/diffusion_models'))).toEqual(['a.safetensors', 'b.safetensors']);
    expect(jsonOf(await get('/experiment/models/diffusion_models'))).toEqual([
      { name: 'a.safetensors', pathIndex: 0 },
      { name: 'b.safetensors', pathIndex: 0 },
    ]);
    expect((await get('/models/constructor')).status).toBe(404);
    expect((await get('/view_metadata/loras?filename=../x.safetensors')).status).toBe(404);
  });
});

describe('what the editor of ComfyUI asks for', () => {
  it('lists pictures by folder, and tells neither messages nor folders of the machine', async () => {
    await upload('/upload/image', 'listed.png', await png(RED));
    expect(jsonOf(await get('/internal/files/input'))).toContain('listed.png');
    expect((await get('/internal/files/constructor')).status).toBe(404);
    expect(jsonOf(await get('/internal/logs/raw'))).toMatchObject({ entries: [] });
    expect(jsonOf(await get('/internal/folder_paths'))).toMatchObject({ loras: [], vae: [] });
    const subscription = JSON.stringify({ clientId: 'me', enabled: true });
    expect((await server().send('PATCH', '/internal/logs/subscribe', {}, subscription)).status).toBe(200);
  });
});

describe('files of the user', () => {
  const post = (path: string, body: string) =>
    server().send('POST', path, { 'content-type': 'application/json' }, body);

  it('keeps, lists, moves and removes them', async () => {
    const stored = await post('/userdata/workflows%2Fa.json', '{"not": "read"');
    expect([stored.status, jsonOf(stored)]).toEqual([200, 'workflows/a.json']);
    const full = await post('/api/userdata/workflows%2Fb%2Fc.json?full_info=true', '12');
    expect(jsonOf(full)).toMatchObject({ path: 'workflows/b/c.json', size: 2, modified: expect.any(Number) });
    expect((await post('/userdata/workflows%2Fa.json?overwrite=false', '1')).status).toBe(409);
    expect(jsonOf(await get('/userdata?dir=workflows'))).toEqual(['a.json']);
    expect(jsonOf(await get('/userdata?dir=workflows&recurse=true&split=true'))).toEqual([
      ['a.json', 'a.json'],
      ['b/c.json', 'b', 'c.json'],
    ]);
    expect(jsonOf(await get('/v2/userdata?path=workflows'))).toMatchObject([
      { name: 'b', path: 'workflows/b', type: 'directory' },
      { name: 'a.json', path: 'workflows/a.json', type: 'file', size: 14 },
      { name: 'c.json', path: 'workflows/b/c.json', type: 'file' },
    ]);
    const file = await get('/userdata/workflows%2Fa.json');
    expect([file.body.toString(), file.headers['content-disposition']]).toEqual(['{"not": "read"', 'attachment']);
    expect(jsonOf(await post('/userdata/workflows%2Fa.json/move/old%2Fa.json', ''))).toBe('old/a.json');
    expect((await server().send('DELETE', '/userdata/old%2Fa.json')).status).toBe(204);
    expect((await get('/userdata/old%2Fa.json')).status).toBe(404);
  });

  it.each(['..%2Finkloom.sqlite', '%2Fetc%2Fpasswd', '..%252Finkloom.sqlite', 'a%2F..%2F..%2Fx'])(
    'refuses the name %s',
    async (name) => {
      expect((await get(`/userdata/${name}`)).status).toBeOneOf([403, 404]);
      expect((await post(`/userdata/${name}`, 'x')).status).toBe(403);
    },
  );

  it('keeps settings of any kind', async () => {
    await Promise.all([post('/settings', '{"a": 1, "b": {"c": []}}'), post('/settings/Comfy.Switch', 'true')]);
    expect(jsonOf(await get('/settings'))).toEqual({ 'a': 1, 'b': { c: [] }, 'Comfy.Switch': true });
    expect(jsonOf(await get('/settings/Comfy.Switch'))).toBe(true);
    expect(jsonOf(await get('/settings/toString'))).toBeNull();
  });
});

describe('who may use it', () => {
  it('lets scripts of this machine in, with or without their origin, and no page of another', async () => {
    const { url } = server();
    const from = async (headers: Readonly<Record<string, string>>) =>
      (await server().send('GET', '/queue', headers)).status;
    expect(await from({ origin: url })).toBe(200);
    expect(await from({ origin: 'https://evil.example' })).toBe(403);
    expect(await from({ origin: 'null' })).toBe(403);
    expect(await from({ host: 'evil.example' })).toBe(403);
    expect(await from({ 'sec-fetch-site': 'cross-site' })).toBe(403);
  });

  it('asks for the token of the server, as a header or in the address', async () => {
    const guarded = await testServer({ comfyPrompts: FAKE_PROMPTS, token: TOKEN });
    const status = async (path: string, headers = {}) => (await guarded.send('GET', path, headers)).status;
    expect(await status('/queue')).toBe(401);
    expect(await status(`/queue?token=${TOKEN}`)).toBe(200);
    expect(await status('/queue?token=another-secret')).toBe(401);
    expect(await status('/queue', { authorization: `Bearer ${TOKEN}` })).toBe(200);
    // Our own interface takes none from an address.
    expect(await status(`/api/health?token=${TOKEN}`)).toBe(401);
  });

  const [own] = Object.values(networkInterfaces()).flatMap(
    (all) => all?.filter(({ family, internal }) => family === 'IPv4' && !internal) ?? [],
  );

  it.runIf(own !== undefined)('answers no other machine without a token, also where the server is open', async () => {
    const open = await testServer({ comfyPrompts: FAKE_PROMPTS, host: '0.0.0.0', insecure: true });
    expect((await sendTo(open.port, 'GET', '/queue')).status).toBe(200);
    const from = await fetch(`http://${own?.address}:${open.port}/queue`);
    expect([from.status, await from.json()]).toMatchObject([
      403,
      { error: { message: expect.stringContaining('--token') } },
    ]);
    expect((await fetch(`http://${own?.address}:${open.port}/api/health`)).status).toBe(200);
  });
});

async function viewed(query: string): Promise<Buffer> {
  return (await get(`/view?${query.replaceAll(' ', '%20')}`)).body;
}
