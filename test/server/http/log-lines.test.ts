/** The log as lines for an operator's programs: runs and requests, and no secrets. */
import { describe, expect, it } from 'vitest';
import type { LogOptions } from '../../../engine/host/server-options.ts';
import { textOf } from '../../../engine/host/log/text-of.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { runOf, smallWorkflow, testServer } from './http-support.ts';

const TOKEN = 'a-secret-that-no-line-has';
const PROMPT = 'a fox nobody should read of';

/** A workflow with a text that it shows. */
function withPrompt(): Workflow {
  const workflow = smallWorkflow();
  return {
    ...workflow,
    nodes: {
      ...workflow.nodes,
      words: { type: 'text', title: PROMPT, inputs: { value: PROMPT } },
      show: { type: 'preview-text', inputs: { value: { from: 'words.value' } } },
    },
  };
}

/** A server with what it logged. */
async function logged(level: LogOptions['level'], format: LogOptions['format'] = 'json') {
  const lines: string[] = [];
  const server = await testServer({ token: TOKEN, log: { format, level, write: (line) => lines.push(line) } });
  const headers = { 'authorization': `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const send = (method: string, path: string, body?: unknown) =>
    server.send(method, path, headers, body === undefined ? undefined : JSON.stringify(body));
  const json = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    JSON.parse((await send(method, path, body)).body.toString()) as T;
  return { lines, server: { ...server, json }, send };
}

describe('lines of JSON', () => {
  it('say when runs start and end, by their ids', async () => {
    const { lines, server } = await logged('info');
    const { id, number, name } = await runOf(server, smallWorkflow());
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const about = { level: 'info', run: id, number, workflow: name };
    expect(entries.find(({ msg }) => msg === 'run started')).toMatchObject({ ...about, attempt: 1 });
    expect(entries.find(({ msg }) => msg === 'run done')).toMatchObject({ ...about, seconds: expect.any(Number) });
    expect(entries.find(({ msg }) => msg === 'server started')).toMatchObject({ url: server.url, data: server.data });
    for (const { time } of entries) expect(time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('say which requests changed something or were refused, by the id that the answer has', async () => {
    const { lines, server, send } = await logged('info');
    await send('GET', '/api/runs');
    const made = await send('POST', '/api/runs', { workflow: smallWorkflow() });
    const refused = await server.send('GET', '/api/runs', {});
    const answers = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'answered');
    expect(answers).toMatchObject([
      { method: 'POST', route: '/api/runs', status: 201, request: made.headers['x-request-id'] },
      { method: 'GET', route: '/api/runs', status: 401, request: refused.headers['x-request-id'] },
    ]);
  });

  it('hold no token and no prompt, at any level', async () => {
    const { lines, server, send } = await logged('debug');
    await runOf(server, withPrompt());
    for (const path of [`/?token=${TOKEN}`, `/api/runs?token=${TOKEN}`, `/api/${TOKEN}`, `/prompt?token=${TOKEN}`])
      await server.send('GET', path);
    await send('POST', '/api/runs', { workflow: { ...withPrompt(), format: 'another' } });
    await server.close();
    expect(lines.length).toBeGreaterThan(8);
    const all = lines.join('');
    expect(all).not.toContain(TOKEN);
    expect(all).not.toContain(PROMPT);
  });
});

it('writes text for people', async () => {
  const { lines, server } = await logged('info', 'text');
  const { id } = await runOf(server, smallWorkflow('Two words'));
  const started = lines.find((line) => line.includes('run started')) ?? '';
  expect(started).toMatch(new RegExp(`^\\S+Z info run started, run=${id} number=1 workflow="Two words" attempt=1\\n$`));
});

it('quotes what would read as another field', () => {
  expect(textOf('{"time":"T","level":"warn","msg":"m","name":"a=b","text":"m","n":1}')).toBe(
    'T warn m, name="a=b" n=1\n',
  );
});
