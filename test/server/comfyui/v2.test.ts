/** Version 2 of ComfyUI's interface: jobs and assets, as `@comfyorg/sdk` 0.1.9 asks for them. */
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { blake3 } from '@noble/hashes/blake3.js';
import { type Answer, sharedServer } from '../http/http-support.ts';
import { PACK } from '../runs/runs-support.ts';
import { FAKE_PROMPTS } from './fake-prompts.ts';

const server = sharedServer({ comfyPrompts: FAKE_PROMPTS, nodes: [PACK] });

interface Output {
  readonly id: string;
  readonly url: string;
  readonly job_id: string;
}

interface Job {
  readonly id: string;
  readonly status: string;
  readonly outputs: readonly Output[];
  readonly urls: { readonly self: string; readonly events: string; readonly cancel: string };
}

interface Asset extends Output {
  readonly created_new: boolean;
  readonly hash: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string;

const jsonOf = ({ body }: Answer): unknown => JSON.parse(body.toString());
const hashOf = (bytes: Uint8Array): string => `blake3:${Buffer.from(blake3(bytes)).toString('hex')}`;
const picture = (side: number): Promise<Buffer> =>
  sharp({ create: { width: side, height: side, channels: 3, background: '#f00' } })
    .png()
    .toBuffer();

const save = (from: string) => ({ class_type: 'SaveImage', inputs: { images: [from, 0], filename_prefix: 'v2' } });
const simple = (shade: number) => ({ 1: { class_type: 'Picture', inputs: { shade } }, 9: save('1') });

async function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const json = { 'content-type': 'application/json', ...headers };
  const answer = await server().send('POST', `/api/v2${path}`, json, JSON.stringify(body));
  return { status: answer.status, body: jsonOf(answer) };
}

async function submitted(workflow: object): Promise<Job> {
  const { status, body } = await post('/jobs', { workflow });
  expect([status, body]).toMatchObject([201, { urls: {} }]);
  return body as Job;
}

const ended = ({ urls }: Job): Promise<Job> =>
  vi.waitFor(
    async () => {
      const job = await server().json<Job>('GET', urls.self);
      expect(['succeeded', 'failed', 'canceled']).toContain(job.status);
      return job;
    },
    { timeout: 10_000 },
  );

/** The order of the fields is that of the SDK. */
function upload(bytes: Uint8Array, name: string, hash = hashOf(bytes)): Promise<Answer> {
  const line = 'a-line-between-the-parts';
  const fields = Object.entries({ content_type: 'image/png', file_path: name, expected_hash: hash }).map(
    ([field, value]) => `--${line}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${line}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(fields.join('') + file), bytes, Buffer.from(`\r\n--${line}--\r\n`)]);
  return server().send('POST', '/api/v2/assets', { 'content-type': `multipart/form-data; boundary=${line}` }, body);
}

describe('a job', () => {
  it('is queued, followed by its links, and gives its outputs as assets', async () => {
    const workflow = simple(1);
    const job = await submitted(workflow);
    expect(job).toEqual({
      id: expect.stringMatching(UUID),
      status: expect.stringMatching(/queued|running|succeeded/),
      created_at: TIME,
      started_at: null,
      completed_at: null,
      expires_at: TIME,
      queue_position: 0,
      progress: null,
      outputs: [],
      error: null,
      metrics: { execution_ms: null },
      urls: {
        self: `/api/v2/jobs/${job.id}`,
        events: `/api/v2/jobs/${job.id}/events`,
        cancel: `/api/v2/jobs/${job.id}/cancel`,
      },
    });
    const { status, outputs } = await ended(job);
    const [output] = outputs;
    expect([status, output]).toEqual([
      'succeeded',
      {
        node_id: '9',
        name: 'v2_00001_.png',
        type: 'image',
        content_type: 'image/png',
        size_bytes: expect.any(Number),
        id: expect.stringMatching(UUID),
        hash: null,
        url: `/api/v2/assets/${output!.id}/content`,
        url_expires_at: TIME,
        job_id: job.id,
      },
    ]);
    const whole = await server().send('GET', output!.url);
    expect(whole.body.subarray(1, 4).toString()).toBe('PNG');
    const part = await server().send('GET', output!.url, { range: 'bytes=1-3' });
    expect([part.status, part.body.toString(), part.headers['content-range']]).toEqual([
      206,
      'PNG',
      `bytes 1-3/${whole.body.length}`,
    ]);
    expect((await server().send('GET', output!.url, { range: 'bytes=999999-' })).status).toBe(416);
    expect((await server().json<Asset>('GET', `/api/v2/assets/${output!.id}`)).job_id).toBe(job.id);
    expect((await server().send('DELETE', `/api/v2/assets/${output!.id}`)).status).toBe(409);
    expect(await server().json('GET', `${job.urls.self}/workflow`)).toEqual({ workflow, format: 'api' });
    // It is the same job in version 1.
    expect(await server().json('GET', `/history/${job.id}`)).toHaveProperty([job.id]);
  });

  it('is told of as events that end with it', async () => {
    const slow = { class_type: 'Slow', inputs: { image: ['1', 0], steps: 3, pause: 200 } };
    const job = await submitted({ ...simple(2), 2: slow, 9: save('2') });
    const stream = await server().send('GET', job.urls.events);
    expect(stream.headers['content-type']).toBe('text/event-stream');
    const events = stream.body
      .toString()
      .trim()
      .split('\n\n')
      .map((event) => {
        const [, kind = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(event) ?? [];
        return [kind, JSON.parse(data)] as const;
      });
    const kinds = events.map(([kind]) => kind);
    expect(kinds).toContain('progress');
    expect(kinds.filter((kind) => kind === 'output')).toHaveLength(1);
    expect(events.at(-1)).toEqual(['status', { status: 'succeeded', queue_position: null }]);
    const [, progress] = events.find(([kind]) => kind === 'progress')!;
    expect(progress).toMatchObject({ value: expect.any(Number), nodes_total: 3, current_node_class: 'Slow' });
  });

  it('can be cancelled, and tells why it failed', async () => {
    const slow = { class_type: 'Slow', inputs: { image: ['1', 0], steps: 500, pause: 20 } };
    const job = await submitted({ ...simple(3), 2: slow, 9: save('2') });
    const { body } = await post(`/jobs/${job.id}/cancel`, {});
    expect((body as Job).status).toMatch(/^cancel(ing|ed)$/);
    expect((await ended(job)).status).toBe('canceled');
    const failing = await submitted({
      ...simple(3),
      2: { class_type: 'Fail', inputs: { image: ['1', 0] } },
      9: save('2'),
    });
    expect(await ended(failing)).toMatchObject({
      status: 'failed',
      error: { code: 'execution_failed', message: 'The prompt is out of luck.', node_id: '2', class_type: 'Fail' },
    });
  });

  it('is refused with a code of the interface', async () => {
    const code = async (workflow: unknown, headers = {}) => {
      const { status, body } = await post('/jobs', { workflow }, headers);
      return [status, (body as { error?: { code: string } }).error?.code];
    };
    expect(await code({ 1: { class_type: 'Nothing', inputs: {} } })).toEqual([422, 'invalid_workflow']);
    expect(await code({ nodes: [], links: [] })).toEqual([422, 'workflow_format_ui']);
    expect(await code(undefined)).toEqual([422, 'invalid_workflow']);
    const unknown = { __type: 'core/ASSET', info: { id: 'nothing' } };
    expect(await code({ 1: { class_type: 'LoadImage', inputs: { image: unknown } } })).toEqual([422, 'missing_asset']);
    const key = { 'idempotency-key': 'f1c0ffee-0000-4000-8000-000000000000' };
    expect(await code(simple(4), key)).toEqual([201, undefined]);
    expect(await code(simple(5), key)).toEqual([422, 'idempotency_key_reuse']);
    expect(await server().failure('GET', '/api/v2/jobs/nothing')).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describe('an asset', () => {
  it('is known by its BLAKE3, as the published test vectors have it', () => {
    // https://github.com/BLAKE3-team/BLAKE3/blob/master/test_vectors/test_vectors.json: one byte, 0.
    expect(hashOf(Uint8Array.of(0))).toBe('blake3:2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213');
  });

  it('is uploaded once, found by its hash, and read by a job', async () => {
    const bytes = await picture(11);
    const known = async () => (await server().send('HEAD', `/api/v2/assets/by-hash/${hashOf(bytes)}`)).status;
    expect(await known()).toBe(404);
    const first = await upload(bytes, 'mine.png');
    const asset = jsonOf(first) as Asset;
    expect([first.status, asset]).toMatchObject([
      201,
      { created_new: true, hash: hashOf(bytes), file_path: 'mine.png', content_type: 'image/png', expires_at: null },
    ]);
    expect(await known()).toBe(200);
    const again = await upload(bytes, 'other.png');
    expect([again.status, jsonOf(again)]).toMatchObject([200, { created_new: false, file_path: 'other.png' }]);
    const minted = await post('/assets/from-hash', { hash: hashOf(bytes), file_path: 'third.png' });
    expect(minted).toMatchObject({ status: 201, body: { created_new: false, file_path: 'third.png' } });
    expect((await server().send('GET', asset.url)).body).toEqual(bytes);
    const image = { __type: 'core/ASSET', info: { id: asset.id } };
    const job = await ended(await submitted({ 1: { class_type: 'LoadImage', inputs: { image } }, 9: save('1') }));
    const made = await server().send('GET', job.outputs[0]!.url);
    expect(await sharp(made.body).metadata()).toMatchObject({ width: 11, height: 11 });
    // An output of one job is an input of another.
    const next = { __type: 'core/ASSET', info: { id: job.outputs[0]!.id } };
    const second = await ended(
      await submitted({ 1: { class_type: 'LoadImage', inputs: { image: next } }, 9: save('1') }),
    );
    expect(second.status).toBe('succeeded');
    expect((await server().send('DELETE', `/api/v2/assets/${asset.id}`)).status).toBe(204);
    expect((await server().send('GET', `/api/v2/assets/${asset.id}`)).status).toBe(404);
  });

  it('is refused when its bytes are others than said, or no picture', async () => {
    const wrong = await upload(await picture(12), 'x.png', hashOf(Buffer.from('other')));
    expect([wrong.status, jsonOf(wrong)]).toMatchObject([409, { error: { code: 'hash_mismatch' } }]);
    const text = await upload(Buffer.from('text'), 'x.png');
    expect([text.status, jsonOf(text)]).toMatchObject([422, { error: { code: 'invalid_request' } }]);
    expect(await post('/assets/from-hash', { hash: hashOf(Buffer.from('nobody')) })).toMatchObject({
      status: 404,
      body: { error: { code: 'blob_not_found' } },
    });
  });
});
