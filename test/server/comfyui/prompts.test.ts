/** ComfyUI's prompts over HTTP: queued, listed, taken back, and kept in the history. The rules that clients rely on. */
import { describe, expect, it, vi } from 'vitest';
import { readPngTexts } from '../../../engine/workflow/picture/png-text.ts';
import type { HistoryEntry } from '../../../engine/server/comfyui/history/entry.ts';
import type { Job } from '../../../engine/server/comfyui/history/job.ts';
import { type Answer, sharedServer, temporaryFolder, testServer } from '../http/http-support.ts';
import { PACK } from '../runs/runs-support.ts';
import { FAKE_PROMPTS } from './fake-prompts.ts';

const server = sharedServer({ comfyPrompts: FAKE_PROMPTS, nodes: [PACK] });

interface Submitted {
  readonly prompt_id: string;
  readonly number: number;
  readonly node_errors: object;
}

interface Refused {
  readonly status: number;
  readonly error: { readonly type: string };
  readonly node_errors: object;
}

interface JobList {
  readonly jobs: readonly Job[];
  readonly pagination: object;
}

const save = (image: string, prefix = 'rec') => ({
  class_type: 'SaveImage',
  inputs: { images: [image, 0], filename_prefix: prefix },
});
const picture = (shade: number) => ({ class_type: 'Picture', inputs: { shade } });
const slow = (image: string, pause = 20, steps = 300) => ({
  class_type: 'Slow',
  inputs: { image: [image, 0], steps, pause },
});

const SIMPLE = { 1: picture(3), 9: save('1') };

const jsonOf = ({ body }: Answer): unknown => JSON.parse(body.toString());

async function queued(prompt: object, rest: object = {}): Promise<Submitted> {
  return server().json('POST', '/prompt', { prompt, client_id: 'me', ...rest });
}

async function entryOf(id: string): Promise<HistoryEntry> {
  return vi.waitFor(
    async () => {
      const history = await server().json<Record<string, HistoryEntry>>('GET', `/history/${id}`);
      expect(history).toHaveProperty([id]);
      return history[id]!;
    },
    { timeout: 10_000 },
  );
}

async function refused(body: unknown): Promise<Refused> {
  const answer = await server().send('POST', '/prompt', {}, JSON.stringify(body));
  return { ...(jsonOf(answer) as Refused), status: answer.status };
}

describe('queueing', () => {
  it('answers with id, number and errors, runs the prompt, and keeps what ComfyUI keeps', async () => {
    const workflow = { id: 'w-1', nodes: [] };
    const secret = { api_key_comfy_org: 'secret', extra_pnginfo: { workflow } };
    const { prompt_id: id, number, node_errors: errors, ...others } = await queued(SIMPLE, { extra_data: secret });
    expect([errors, others]).toEqual([{}, {}]);
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const { prompt, outputs, status, meta } = await entryOf(id);
    const extra = { client_id: 'me', create_time: expect.any(Number), extra_pnginfo: { workflow } };
    expect(prompt).toEqual([number, id, SIMPLE, extra, ['9']]);
    expect(outputs).toEqual({ 9: { images: [{ filename: 'rec_00001_.png', subfolder: '', type: 'output' }] } });
    expect(status).toMatchObject({ status_str: 'success', completed: true });
    const of = { prompt_id: id, timestamp: expect.any(Number) };
    expect(status.messages).toEqual([
      ['execution_start', of],
      ['execution_cached', { ...of, nodes: expect.any(Array) }],
      ['execution_success', of],
    ]);
    expect(meta).toEqual({ 9: { node_id: '9', display_node: '9', parent_node: null, real_node_id: '9' } });
    const file = await server().send('GET', '/view?filename=rec_00001_.png&subfolder=&type=output&clientId=x');
    expect([file.status, file.headers['content-type'], file.headers['x-content-type-options']]).toEqual([
      200,
      'image/png',
      'nosniff',
    ]);
    // As ComfyUI writes them: what ran, and the file of its editor.
    const texts = [...readPngTexts(file.body, ['prompt', 'workflow'])];
    expect(texts.map(([keyword, text]) => [keyword, JSON.parse(text) as unknown])).toEqual([
      ['prompt', SIMPLE],
      ['workflow', workflow],
    ]);
  });

  it.each([
    ['application/json', { 'content-type': 'application/json' }],
    ['text/plain', { 'content-type': 'text/plain;charset=UTF-8' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['no type', {}],
  ])('reads JSON sent as %s, with parameters and fields that nobody knows, below /api too', async (_name, headers) => {
    const body = JSON.stringify({ prompt: SIMPLE, client_id: 'comfyui-mcp', something: 1 });
    for (const path of ['/prompt?clientId=abc', '/api/prompt']) {
      const answer = await server().send('POST', path, headers, body);
      expect([answer.status, Object.keys(jsonOf(answer) as object)]).toEqual([
        200,
        ['prompt_id', 'number', 'node_errors'],
      ]);
    }
  });

  it('takes the id a client chose, in the form ComfyUI asks for, and no id twice', async () => {
    const id = '0b8a6a0e-1f3c-4b7d-9c55-7d1d0c1f2a3b';
    expect((await queued(SIMPLE, { prompt_id: id })).prompt_id).toBe(id);
    expect((await entryOf(id)).prompt[1]).toBe(id);
    for (const wrong of [id, id.toUpperCase(), 'x', 7]) {
      const { status, error, node_errors: errors } = await refused({ prompt: SIMPLE, prompt_id: wrong });
      expect([status, error.type, errors]).toEqual([400, 'invalid_prompt_id', {}]);
    }
  });

  it.each([
    ['no prompt', {}, 'no_prompt'],
    ['no output', { prompt: { 1: picture(1) } }, 'prompt_no_outputs'],
    ['an unknown class', { prompt: { 1: { class_type: 'Nothing', inputs: {} } } }, 'missing_node_type'],
    ['no wanted output', { prompt: SIMPLE, partial_execution_targets: [] }, 'prompt_no_outputs'],
  ])('refuses a prompt with %s', async (_name, body, type) => {
    expect(await refused(body)).toMatchObject({
      status: 400,
      error: { type, message: expect.any(String), details: expect.any(String), extra_info: {} },
      node_errors: {},
    });
  });

  it('names what is wrong with a node, and refuses a body that is no JSON with JSON', async () => {
    const wrong = { status: 400, error: { type: 'prompt_outputs_failed_validation' } };
    expect(await refused({ prompt: { 9: { class_type: 'SaveImage', inputs: {} } } })).toMatchObject({
      ...wrong,
      node_errors: {
        9: { class_type: 'SaveImage', dependent_outputs: ['9'], errors: [{ type: 'required_input_missing' }, {}] },
      },
    });
    // A value that only our own rules refuse.
    expect(await refused({ prompt: { 1: picture(3.5), 9: save('1') } })).toMatchObject({
      ...wrong,
      node_errors: { 1: { class_type: 'Picture', errors: [{ type: 'custom_validation_failed' }] } },
    });
    const answer = await server().send('POST', '/prompt', {}, '{"prompt":');
    expect([answer.status, (jsonOf(answer) as Refused).error]).toMatchObject([400, { message: expect.any(String) }]);
  });

  it('runs the good outputs of a prompt, and only those that are wanted', async () => {
    const prompt = {
      ...SIMPLE,
      5: { class_type: 'SaveImage', inputs: {} },
      7: { class_type: 'PreviewImage', inputs: { images: ['1', 0] } },
    };
    const { prompt_id: id, node_errors: errors } = await queued(prompt);
    expect(Object.keys(errors)).toEqual(['5']);
    const { outputs } = await entryOf(id);
    expect(Object.keys(outputs)).toEqual(['7', '9']);
    const [shown] = outputs[7]!['images']!;
    expect(shown).toEqual({ filename: expect.stringMatching(/^[\w.-]+$/), subfolder: '', type: 'temp' });
    const query = new URLSearchParams({ filename: shown!.filename, type: 'temp', subfolder: '' });
    expect((await server().send('GET', `/view?${query.toString()}`)).status).toBe(200);
    const { prompt_id: part } = await queued(prompt, { partial_execution_targets: ['7'] });
    expect((await entryOf(part)).prompt[4]).toEqual(['7']);
  });
});

describe('the queue', () => {
  it('starts prompts by number, takes back waiting ones, and interrupts the running one', async () => {
    const running = (await queued({ 1: picture(9), 2: slow('1'), 9: save('2') })).prompt_id;
    await vi.waitFor(async () => expect((await queue()).running).toEqual([running]));
    const [a, b] = [await queued(SIMPLE), await queued(SIMPLE)];
    const front = await queued(SIMPLE, { front: true });
    const early = await queued(SIMPLE, { number: -1e6 });
    const between = await queued(SIMPLE, { number: a.number + 0.5 });
    const ids = [early, front, a, between, b].map((each) => each.prompt_id);
    expect(front.number).toBeLessThan(0);
    expect((await queue()).pending).toEqual(ids);
    expect(await server().json('GET', '/prompt')).toEqual({ exec_info: { queue_remaining: 6 } });
    expect(await server().json('POST', '/queue', { delete: [ids[1]] })).toEqual({});
    expect(await server().json('POST', '/queue', { delete: ids[3] })).toEqual({});
    expect((await queue()).pending).toEqual([ids[0], ids[2], ids[4]]);
    expect(await server().json('POST', '/queue', { clear: true })).toEqual({});
    expect((await queue()).pending).toEqual([]);
    const empty = await server().send('POST', '/interrupt', { 'content-type': 'application/json' });
    expect([empty.status, jsonOf(empty)]).toEqual([200, {}]);
    const { status, outputs } = await entryOf(running);
    expect(outputs).toEqual({});
    expect(status).toMatchObject({ status_str: 'error', completed: false });
    expect(status.messages.at(-1)).toEqual([
      'execution_interrupted',
      { prompt_id: running, node_id: '2', node_type: 'Slow', executed: ['1'], timestamp: expect.any(Number) },
    ]);
    // Prompts that never started leave no trace in the history.
    expect(await server().json('GET', `/history/${ids[1]}`)).toEqual({});
  });

  it('interrupts only the prompt that is named', async () => {
    const { prompt_id: id } = await queued({ 1: picture(9), 2: slow('1', 30), 9: save('2') });
    await vi.waitFor(async () => expect((await queue()).running).toEqual([id]));
    expect(await server().json('POST', '/interrupt', { prompt_id: '00000000-0000-4000-8000-000000000000' })).toEqual(
      {},
    );
    expect((await queue()).running).toEqual([id]);
    expect(await server().json('POST', '/api/interrupt', { prompt_id: id })).toEqual({});
    await entryOf(id);
  });

  async function queue(): Promise<{ readonly running: string[]; readonly pending: string[] }> {
    const { queue_running: running, queue_pending: pending } = await server().json<
      Record<string, readonly (readonly unknown[])[]>
    >('GET', '/queue');
    const idsOf = (items: readonly (readonly unknown[])[]) => items.map((item) => item[1] as string);
    return { running: idsOf(running!), pending: idsOf(pending!) };
  }
});

describe('the history', () => {
  it('has the texts that were shown', async () => {
    const { prompt_id: id } = await queued({
      1: picture(8),
      4: { class_type: 'PreviewAny', inputs: { source: ['1', 0] } },
    });
    const text = '{"width":8,"height":6,"channels":3,"data":"144 bytes"}';
    expect((await entryOf(id)).outputs).toEqual({ 4: { text: [text] } });
  });

  it('tells which node failed, with which inputs', async () => {
    const { prompt_id: id } = await queued({
      1: picture(4),
      2: { class_type: 'Fail', inputs: { image: ['1', 0], prompt: 'x' } },
      9: save('2'),
    });
    const { status } = await entryOf(id);
    expect(status).toMatchObject({ status_str: 'error', completed: false });
    expect(status.messages.at(-1)).toEqual([
      'execution_error',
      {
        prompt_id: id,
        node_id: '2',
        node_type: 'Fail',
        executed: ['1'],
        exception_message: 'The prompt is out of luck.',
        exception_type: 'unlucky',
        traceback: [],
        current_inputs: { prompt: ['x'] },
        current_outputs: ['1'],
        timestamp: expect.any(Number),
      },
    ]);
  });

  it('tells every node that was known as cached, and gives a cached prompt its file again', async () => {
    const prompt = { 1: picture(77), 9: save('1', 'again') };
    const [first, second] = [(await queued(prompt)).prompt_id, (await queued(prompt)).prompt_id];
    const { outputs: before } = await entryOf(first);
    const { outputs, status } = await entryOf(second);
    expect(status.messages[1]![1]['nodes']).toEqual(['1', '9']);
    expect(outputs).toEqual(before);
  });

  it('gives the latest entries, a page of them, and forgets those that are named', async () => {
    const ids: string[] = [];
    for (const shade of [21, 22, 23]) {
      ids.push((await queued({ 1: picture(shade), 9: save('1') })).prompt_id);
      await entryOf(ids.at(-1)!);
    }
    const idsAt = async (query: string) => Object.keys(await server().json<object>('GET', `/history?${query}`));
    expect(await idsAt('max_items=2')).toEqual(ids.slice(1));
    const all = await idsAt('');
    expect(all.slice(-3)).toEqual(ids);
    expect(await idsAt('max_items=2&offset=0')).toEqual(all.slice(0, 2));
    expect(await server().json('POST', '/history', { delete: [ids[0]] })).toEqual({});
    expect(await server().json('GET', `/history/${ids[0]}`)).toEqual({});
    expect((await server().send('GET', '/history?max_items=many')).status).toBe(400);
  });
});

describe('/api/jobs', () => {
  it('shows a job whether it waits, runs or is over, and cancels it', async () => {
    const workflow = { id: 'jobs' };
    const mine = { extra_data: { extra_pnginfo: { workflow } } };
    const { prompt_id: done, number } = await queued({ 1: picture(31), 9: save('1', 'job') }, mine);
    await entryOf(done);
    const { prompt_id: running } = await queued({ 1: picture(32), 2: slow('1'), 9: save('2') }, mine);
    const { prompt_id: waiting } = await queued(SIMPLE, mine);
    const list = async (query: string) => server().json<JobList>('GET', `/api/jobs?workflow_id=jobs&${query}`);
    await vi.waitFor(async () =>
      expect((await list('status=in_progress')).jobs).toMatchObject([{ id: running, status: 'in_progress' }]),
    );
    const { jobs, pagination } = await list('sort_order=asc&limit=2');
    expect(pagination).toEqual({ offset: 0, limit: 2, total: 3, has_more: true });
    expect(jobs[0]).toEqual({
      id: done,
      status: 'completed',
      priority: number,
      create_time: expect.any(Number),
      execution_start_time: expect.any(Number),
      execution_end_time: expect.any(Number),
      outputs_count: 1,
      previewable_outputs_count: 1,
      preview_output: { filename: 'job_00001_.png', subfolder: '', type: 'output', nodeId: '9', mediaType: 'images' },
      workflow_id: 'jobs',
    });
    expect(Object.keys(await server().json<object>('GET', `/api/jobs/${done}`)).slice(-3)).toEqual([
      'outputs',
      'execution_status',
      'workflow',
    ]);
    expect(await server().json('POST', '/api/jobs/cancel', { job_ids: [waiting] })).toEqual({ cancelled: true });
    expect(await server().json('POST', `/api/jobs/${running}/cancel`)).toEqual({ cancelled: true });
    await entryOf(running);
    expect((await list('status=cancelled')).jobs).toMatchObject([{ id: running, status: 'cancelled' }]);
    expect(await server().json('POST', `/api/jobs/${done}/cancel`)).toEqual({ cancelled: false });
  });

  it('answers what it cannot do as ComfyUI does', async () => {
    const missing = await server().send('GET', '/api/jobs/none');
    expect([missing.status, jsonOf(missing)]).toEqual([404, { error: 'Job not found' }]);
    for (const query of [
      'status=lost',
      'limit=0',
      'sort_by=size',
      'sort_by=constructor',
      'sort_order=up',
      'offset=-1',
    ]) {
      const answer = await server().send('GET', `/api/jobs?${query}`);
      expect([answer.status, jsonOf(answer)]).toEqual([400, { error: expect.any(String) }]);
    }
    const wrong = await server().send('POST', '/api/jobs/cancel', {}, JSON.stringify({ job_ids: ['x'] }));
    expect([wrong.status, jsonOf(wrong)]).toMatchObject([400, { invalid_ids: ['x'] }]);
  });
});

describe('a server that ends', () => {
  it('keeps the history and goes on with the queue under the same ids', async () => {
    const data = await temporaryFolder();
    const options = { comfyPrompts: FAKE_PROMPTS, nodes: [PACK], data };
    const first = await testServer(options);
    const ids: string[] = [];
    for (const prompt of [SIMPLE, { 1: picture(9), 2: slow('1', 10), 9: save('2') }, { 1: picture(10), 9: save('1') }])
      ids.push((await first.json<Submitted>('POST', '/prompt', { prompt, client_id: 'me' })).prompt_id);
    await vi.waitFor(async () => {
      const { queue_running: running } = await first.json<{ queue_running: unknown[][] }>('GET', '/queue');
      expect(running.map(([, id]) => id)).toEqual([ids[1]]);
    });
    await first.close();
    const second = await testServer(options);
    const historyOf = () => second.json<Record<string, HistoryEntry>>('GET', '/history');
    expect(Object.keys(await historyOf())).toContain(ids[0]);
    await second.json('POST', '/interrupt', { prompt_id: ids[1] });
    await vi.waitFor(async () => expect(Object.keys(await historyOf())).toEqual(ids), { timeout: 10_000 });
    const last = (await historyOf())[ids[2]!]!;
    expect([last.status.status_str, last.prompt[3]]).toMatchObject(['success', { client_id: 'me' }]);
  });
});
