// Files and requests made to stop a server, all sent to a real one. It refuses them with a sentence, its event loop
// goes on, its memory stays bounded, and honest work still gets done.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ErrorBody, PictureFile, Workflow } from '../../engine/protocol/index.ts';
import * as bombs from './bombs.ts';
import { MeasuredServer, outcomeOf } from './measured-server.ts';

const MIB = 2 ** 20;
/** Bytes of resident memory: 572 MiB. */
const MOST_MEMORY = 600e6;
/** Milliseconds that the loop's thread may work without a turn. */
const LONGEST = 100;
/** Milliseconds for twelve megapixels. */
const LONGEST_WITH_PHOTO = 50;
const PATIENCE = 240_000;

let server: MeasuredServer;
/** Resident memory of a server that has done nothing but answer. */
let atRest = 0;

beforeAll(async () => {
  server = await MeasuredServer.start();
  const picture = await sharp({ create: { width: 640, height: 480, channels: 3, background: 'blue' } })
    .png()
    .toBuffer();
  await server.upload('/api/inputs', 'image', 'small.png', picture);
  // Threads and modules that are loaded on first use.
  await server.run(pictureWorkflow('small.png'));
  await server.upload('/api/read', 'file', 'small.png', picture);
  atRest = (await server.measure('reset')).parts.rss;
}, PATIENCE);
afterAll(() => server.close());

function pictureWorkflow(image: string): Workflow {
  return bombs.workflowOf({
    load: { type: 'load-image', inputs: { image } },
    show: { type: 'preview-image', inputs: { image: bombs.from('load.image') } },
  });
}

async function store(name: string, content: Uint8Array): Promise<PictureFile> {
  const answer = await server.upload('/api/inputs', 'image', name, content);
  expect(answer.status).toBe(200);
  return JSON.parse(answer.body.toString()) as PictureFile;
}

describe('a photo of 12 megapixels', { timeout: PATIENCE }, () => {
  it('loads and previews without a pause of 50 ms, in less than 250 MB', async () => {
    const jpeg = await bombs.photo(4000, 3000);
    await server.measure('reset');
    const { url } = await store('photo.jpg', jpeg);
    const small = await server.ask('GET', `${url}?width=512`);
    expect(await sharp(small.body).metadata()).toMatchObject({ format: 'webp', width: 512, height: 384 });
    const run = await server.run(pictureWorkflow('photo.jpg'));
    expect(run.state).toBe('done');
    expect(run.files[0]).toMatchObject({ width: 4000, height: 3000 });
    const { busiest, memory } = await server.measure('reset');
    expect(busiest).toBeLessThan(LONGEST_WITH_PHOTO);
    expect((memory - atRest) / 1e6).toBeLessThan(250);
  });
});

describe('bombs', { timeout: PATIENCE }, () => {
  const sizes: Record<string, string> = {};
  afterAll(() => {
    if (process.env['FAULTS']) console.log(atRest / MIB, sizes);
  });

  /** Sends something and notes the longest pause. */
  async function fire<T>(name: string, work: () => Promise<T>): Promise<T> {
    await server.measure('reset');
    const started = performance.now();
    const result = await work();
    const took = performance.now() - started;
    const { busiest, pause, memory, parts } = await server.measure();
    sizes[name] =
      `${Math.round(busiest)} ms (${Math.round(pause)} ms), ${Math.round(memory / MIB)} MiB, ${Math.round(took)} ms` +
      (process.env['FAULTS'] === '2' ? JSON.stringify(Object.values(parts).map((b) => Math.round(b / MIB))) : '');
    expect([name, busiest < LONGEST, memory < MOST_MEMORY], `${busiest} ms, ${memory / MIB} MiB`).toEqual([
      name,
      true,
      true,
    ]);
    return result;
  }

  it.each(['zTXt', 'iTXt'] as const)('a text of half a gigabyte in a %s chunk', async (type) => {
    const own = await bombs.textBomb(type, 'inkloom');
    expect(own.length).toBeLessThan(MIB);
    const answer = await fire(`own ${type}`, () => server.upload('/api/read', 'file', 'bomb.png', own));
    expect(outcomeOf(answer)).toBe('413 too-large');
    const other = await bombs.textBomb(type, 'Comment');
    const read = await fire(`other ${type}`, () => server.upload('/api/read', 'file', 'bomb.png', other));
    expect(outcomeOf(read)).toBe('422 unreadable-workflow');
    // libpng may or may not take such a file; either way there is an answer.
    const kept = await fire(`kept ${type}`, () => server.upload('/api/inputs', 'image', `${type}.png`, other));
    expect(['200', '415 no-picture', '413 too-large']).toContain(outcomeOf(kept));
    if (kept.status === 200)
      await fire(`small ${type}`, () => server.ask('GET', `/api/pictures/input/${type}.png?width=64`));
  });

  it('a colour profile of half a gigabyte', async () => {
    const file = await bombs.textBomb('iCCP', 'profile');
    const kept = await fire('profile', () => server.upload('/api/inputs', 'image', 'profile.png', file));
    expect(['200', '415 no-picture', '413 too-large']).toContain(outcomeOf(kept));
  });

  it('a JPEG of millions of empty segments', async () => {
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(40 * MIB, Buffer.from([0xff, 0xfe, 0, 2]))]);
    const answer = await fire('segments', () => server.upload('/api/read', 'file', 'bomb.jpg', jpeg));
    expect(outcomeOf(answer)).toBe('422 unreadable-workflow');
  });

  it('pictures above the limit, by one line', async () => {
    const large = await bombs.flatPng(8192, 6145);
    const answer = await fire('large', () => server.upload('/api/inputs', 'image', 'large.png', large));
    expect(outcomeOf(answer)).toBe('413 too-large');
    expect((JSON.parse(answer.body.toString()) as ErrorBody).error.message).toBe(
      '"large.png" has 8192 x 6145 pixels; the most is 50331648 altogether.',
    );
  });

  it('pictures at the limit, small files that are large', async () => {
    await store('plain.png', await bombs.flatPng(8192, 6144));
    const { url } = await store('interlaced.png', await bombs.flatPng(8192, 3072, true));
    const small = await fire('interlaced', () => server.ask('GET', `${url}?width=128`));
    expect(small.status).toBe(200);
    const run = await fire('50 megapixels', () => server.run(pictureWorkflow('plain.png')));
    expect(run.state).toBe('done');
    const whole = await bombs.flatPng(8192, 6144, true);
    const refused = await server.upload('/api/inputs', 'image', 'interlaced-whole.png', whole);
    expect(outcomeOf(refused)).toBe('413 too-large');
    const sentence =
      '"interlaced-whole.png" has 8192 x 6144 pixels; the most is 25165824 altogether for an interlaced PNG: ' +
      'save it without interlacing.';
    expect((JSON.parse(refused.body.toString()) as ErrorBody).error.message).toBe(sentence);
    // A file that was put into the folder by hand.
    await writeFile(join(server.folder, 'data', 'input', 'interlaced-whole.png'), whole);
    const found = await fire('found', () => server.ask('GET', '/api/pictures/input/interlaced-whole.png?width=128'));
    expect(outcomeOf(found)).toBe('413 too-large');
    expect((JSON.parse(found.body.toString()) as ErrorBody).error.message).toBe(sentence);
  });

  it('a photo of 48 megapixels', async () => {
    await store('phone.jpg', await bombs.photo(8000, 6000));
    const run = await fire('48 megapixels', () => server.run(pictureWorkflow('phone.jpg')));
    expect([run.state, run.files[0]?.width]).toEqual(['done', 8000]);
  });

  it.each<[string, Workflow['nodes']]>([
    [
      'masks of a photo',
      {
        colour: { type: 'colour-to-mask', inputs: { image: bombs.from('load.image'), tolerance: 90 } },
        grey: { type: 'image-to-mask', inputs: { image: bombs.from('load.image'), invert: true } },
        grown: { type: 'grow-mask', inputs: { mask: bombs.from('colour.mask'), pixels: 40 } },
        inverted: { type: 'invert-mask', inputs: { mask: bombs.from('grown.mask') } },
        picture: { type: 'mask-to-image', inputs: { mask: bombs.from('inverted.mask') } },
        crop: {
          type: 'crop-around-mask',
          inputs: { image: bombs.from('load.image'), mask: bombs.from('grey.mask'), width: 64, height: 64 },
        },
        show: { type: 'preview-image', inputs: { image: bombs.from('picture.image') } },
        part: { type: 'preview-image', inputs: { image: bombs.from('crop.image') } },
      },
    ],
    [
      'composites of a photo',
      {
        mask: { type: 'image-to-mask', inputs: { image: bombs.from('load.image') } },
        black: { type: 'black-out', inputs: { image: bombs.from('load.image'), mask: bombs.from('mask.mask') } },
        both: {
          type: 'composite-image',
          inputs: { below: bombs.from('load.image'), above: bombs.from('black.image'), mask: bombs.from('mask.mask') },
        },
        show: { type: 'preview-image', inputs: { image: bombs.from('both.image') } },
      },
    ],
  ])('%s', async (name, nodes) => {
    const load = { type: 'load-image', inputs: { image: 'photo.jpg' } };
    const run = await fire(name, () => server.run(bombs.workflowOf({ load, ...nodes })));
    expect(run.failures).toEqual([]);
    expect(run.state).toBe('done');
  });

  it.each<[string, string, () => string | Uint8Array | Promise<Uint8Array>]>([
    ['20 MB of {}', '413 too-large', () => bombs.textWith(`[${'{},'.repeat(20e6 / 3)}{}]`)],
    ['45 MB of {}', '413 too-large', () => bombs.textWith(`[${'{},'.repeat(15e6)}{}]`)],
    ['lists within lists', '422 unreadable-workflow', () => bombs.textWith('['.repeat(5e6) + ']'.repeat(5e6))],
    ['a name of 15 MB', '422 unreadable-workflow', () => bombs.textWith(`{"${'n'.repeat(15e6)}":1}`)],
    ['a name of 20 MB', '413 too-large', () => bombs.textWith(`{"${'n'.repeat(20e6)}":1}`)],
    ['a number of 15 MB', '422 unreadable-workflow', () => bombs.textWith('1'.repeat(15e6))],
    ['a body that is not JSON', '400 invalid-request', () => 'x'.repeat(10e6)],
  ])('%s', async (name, expected, make) => {
    const body = await make();
    for (const path of ['/api/forecast', '/api/runs', '/api/documents'])
      expect(await fire(`${name} ${path}`, () => server.outcome('POST', path, body))).toBe(expected);
    const file = await fire(`${name} read`, () => server.upload('/api/read', 'file', 'bomb.json', Buffer.from(body)));
    expect(file.status).toBeGreaterThanOrEqual(413);
  });

  it.each<[string, () => Workflow, string]>([
    ['nested subgraphs', bombs.nestedSubgraphs, 'too-many-nodes'],
    ['long lists', bombs.longLists, 'too-many-nodes'],
    ['thousands of unknown types', () => bombs.unknownTypes(9999), 'unknown-node-type'],
  ])('%s', async (name, make, code) => {
    const workflow = make();
    const forecast = await fire(`${name} forecast`, () => server.ask('POST', '/api/forecast', { workflow }));
    const { issues } = JSON.parse(forecast.body.toString()) as { issues: ErrorBody['error']['issues'] };
    expect(issues?.[0]?.code).toBe(code);
    expect(issues?.length).toBeLessThanOrEqual(500);
    expect(await fire(`${name} run`, () => server.outcome('POST', '/api/runs', { workflow }))).toBe(
      '422 invalid-workflow',
    );
    expect(await fire(`${name} drawing`, () => server.outcome('POST', '/api/share', { workflow }))).toMatch(
      /^(200|422 too-costly|413 too-large)$/,
    );
  });

  it.each<[string, () => Workflow]>([
    ['2^60 ways through a graph', () => bombs.diamonds(60)],
    ['a chain of reroutes', () => bombs.chainOf(4500, { type: 'reroute' }, 'value', 'value')],
    ['a chain of bypassed nodes', () => bombs.chainOf(4500, { type: 'crop-image', mode: 'bypass' }, 'image', 'image')],
    ['a chain behind a muted node', () => bombs.chainOf(4500, { type: 'crop-image', mode: 'mute' }, 'image', 'image')],
  ])('%s', async (name, make) => {
    const answer = await fire(name, () => server.ask('POST', '/api/forecast', { workflow: make() }));
    expect(outcomeOf(answer)).toMatch(/^(200|422 too-costly)$/);
  });

  it('ten thousand targets that do not exist', async () => {
    const targets = Array.from({ length: 10_000 }, (_, i) => `target-${i}`);
    const { workflow } = { workflow: bombs.unknownTypes(2000) };
    const answer = await fire('targets', () => server.ask('POST', '/api/forecast', { workflow, targets }));
    expect(outcomeOf(answer)).toMatch(/^(200|422 too-costly)$/);
  });

  it('values that nest 60 levels deep, each with a wide list', async () => {
    const workflow = bombs.workflowOf({ a: { type: 'int', inputs: { value: bombs.deepAndWide(55, 3000) as never } } });
    expect(await fire('format', () => server.outcome('POST', '/api/format', { workflow }))).toBe('200');
    expect(await fire('save', () => server.outcome('PUT', '/api/workflows/deep', { workflow }))).toBe('200');
    expect(await fire('list', () => server.outcome('GET', '/api/workflows'))).toBe('200');
  });

  it('an edit of millions of values', async () => {
    const small = bombs.workflowOf({ a: { type: 'int', inputs: { value: 1 } } });
    const opened = await server.ask('POST', '/api/documents', { workflow: small });
    const { id } = JSON.parse(opened.body.toString()) as { id: string };
    for (const count of [50_000, 2_500_000]) {
      const value = `[${'{},'.repeat(count)}{}]`;
      const closed = await fire(`edit of ${count}`, () => sendEdit(id, value));
      expect(closed).toMatch(/too many to be made at once|not a message of the protocol/);
    }
  });

  /** Sends an edit. @returns why it was refused. */
  function sendEdit(document: string, value: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/live`);
      socket.on('error', reject);
      socket.on('close', (_code, reason) => resolve(reason.toString()));
      socket.on('open', () =>
        socket.send(
          `{"type":"edit","document":"${document}","edit":"e",` +
            `"patch":[{"path":["nodes","a","inputs","value"],"value":${value}}]}`,
        ),
      );
      socket.on('message', (data) => {
        const message = JSON.parse((data as Buffer).toString()) as { type: string; message?: string };
        if (message.type !== 'edit-refused') return;
        resolve(message.message ?? '');
        socket.close();
      });
    });
  }

  it('all at once: they are answered, and honest work goes on', async () => {
    const text = await bombs.textBomb('zTXt', 'inkloom');
    const objects = bombs.textWith(`[${'{},'.repeat(20e6 / 3)}{}]`);
    const unknown = { workflow: bombs.unknownTypes(9999) };
    const many = { workflow: bombs.nestedSubgraphs() };
    const chain = { workflow: bombs.chainOf(4500, { type: 'crop-image', mode: 'bypass' }, 'image', 'image') };
    const outcomes = await fire('all at once', () =>
      Promise.all([
        server.upload('/api/read', 'file', 'a.png', text).then(outcomeOf),
        server.upload('/api/read', 'file', 'b.png', text).then(outcomeOf),
        server.outcome('POST', '/api/forecast', objects),
        server.outcome('POST', '/api/runs', objects),
        server.outcome('POST', '/api/runs', unknown),
        server.outcome('POST', '/api/forecast', unknown),
        server.outcome('POST', '/api/share', unknown),
        server.outcome('POST', '/api/forecast', many),
        server.outcome('POST', '/api/forecast', chain),
        server.outcome('GET', '/api/pictures/input/photo.jpg?width=1024'),
        server.outcome('GET', '/api/pictures/input/interlaced.png?width=1024'),
        server.outcome('GET', '/api/health'),
        server.run(pictureWorkflow('small.png')).then(({ state }) => state),
      ]),
    );
    expect(outcomes.slice(0, 2)).toEqual(['413 too-large', '413 too-large']);
    expect(outcomes.slice(-2)).toEqual(['200', 'done']);
    for (const outcome of outcomes) expect(outcome).not.toMatch(/^500/);
    expect(server.isAlive).toBe(true);
  });
});
