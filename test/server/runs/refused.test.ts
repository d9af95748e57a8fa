/** Runs that are known to fail are refused when they are sent, with an issue for each node. */
import { cp, truncate } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { startServer } from '../../../engine/server/server.ts';
import { loadWorkflow } from '../../../engine/workflow/load.ts';
import { repoPath, TINY } from '../../inference/support/goldens.ts';

const models = mkdtempSync(join(tmpdir(), 'inkloom-models-'));
await cp(TINY, join(models, 'damaged'), { recursive: true });
await truncate(join(models, 'damaged/vae/diffusion_pytorch_model.safetensors'), 100_000);
const server = await startServer({
  port: 0,
  data: mkdtempSync(join(tmpdir(), 'inkloom-server-')),
  cache: mkdtempSync(join(tmpdir(), 'inkloom-cache-')),
  models: [models, repoPath('models')],
  memory: '4GiB',
});
afterAll(() => server.close());

const shipped = await loadWorkflow(repoPath('workflows/text-to-image.json'));

/** A shipped workflow with other inputs, by node. */
function changed(
  inputs: Readonly<Record<string, Readonly<Record<string, string | number>>>>,
  workflow = shipped,
): Workflow {
  const nodes = Object.entries(workflow.nodes).map(([id, node]) => [
    id,
    { ...node, inputs: { ...node.inputs, ...inputs[id] } },
  ]);
  return { ...workflow, nodes: Object.fromEntries(nodes) as Workflow['nodes'] };
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

async function send(workflow: Workflow, path = '/api/runs'): Promise<Reply> {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    body: JSON.stringify({ workflow }),
    headers: { 'content-type': 'application/json' },
  });
  return { status: response.status, body: await response.json() };
}

/** Of the forecast. */
const issuesOf = async (workflow: Workflow): Promise<unknown> =>
  ((await send(workflow, '/api/forecast')).body as { readonly issues: unknown }).issues;

const runs = async (): Promise<readonly { readonly state: string }[]> =>
  (await fetch(`${server.url}/api/runs`)).json() as Promise<readonly { readonly state: string }[]>;

// A first run starts the inference process, which takes a while on a busy machine: the checks then answer at once.
beforeAll(async () => {
  await send(changed({ size: { width: 64, height: 48 }, schedule: { steps: 1 } }));
  await vi.waitUntil(async () => (await runs()).every(({ state }) => state === 'done'), { timeout: 60_000 });
}, 90_000);

describe('a run', () => {
  it('whose picture does not fit into memory is refused, with the size that would', async () => {
    const { status, body } = await send(changed({ size: { width: 16_384, height: 16_384 } }));
    expect(status).toBe(422);
    expect(body).toMatchObject({
      error: {
        code: 'cannot-work',
        issues: [
          {
            code: 'out-of-memory',
            node: 'denoise',
            message: expect.stringMatching(/^Node "denoise": Not enough memory .* would fit\./) as unknown,
          },
        ],
      },
    });
    expect(await runs()).toHaveLength(1);
  });

  it('with a prompt longer than its window is refused at the prompt, and the forecast says so', async () => {
    // 200 words of one token each, and five tokens of the end of the template.
    const asking = (window: number): Workflow =>
      changed({ positive: { prompt: `a${' star'.repeat(199)}`, window }, size: { width: 64, height: 48 } });
    const issue = {
      code: 'prompt-too-long',
      node: 'positive',
      input: 'prompt',
      message: expect.stringContaining('200 tokens, 205 with the template, but the window is 204') as unknown,
    };
    expect(await send(asking(204))).toMatchObject({ status: 422, body: { error: { issues: [issue] } } });
    expect(await issuesOf(asking(204))).toMatchObject([issue]);
    expect(await issuesOf(asking(205))).toEqual([]);
  });

  it('with an instruction longer than its window is foreseen, too', async () => {
    const edit = await loadWorkflow(repoPath('workflows/edit.json'));
    const asking = (window: number): Workflow =>
      changed({ positive: { prompt: `a${' star'.repeat(199)}`, window } }, edit);
    const message = expect.stringContaining('200 tokens') as unknown;
    expect(await issuesOf(asking(150))).toMatchObject([
      { code: 'prompt-too-long', node: 'positive', input: 'prompt', message },
    ]);
    expect(await issuesOf(asking(1000))).toEqual([]);
  });

  it('of a damaged model is refused before the text is encoded, with the file', async () => {
    const small = { width: 64, height: 48 };
    const { status, body } = await send(changed({ checkpoint: { checkpoint: 'damaged' }, size: small }));
    expect(status).toBe(422);
    expect(body).toMatchObject({ error: { issues: [{ code: 'file-truncated', node: 'checkpoint' }] } });
    expect(await runs()).toHaveLength(1);
  });

  it('of a model that does not exist is refused at the input that names it', async () => {
    const { body } = await send(changed({ checkpoint: { checkpoint: 'nobody' } }));
    expect(body).toMatchObject({
      error: { issues: [{ code: 'model-missing', node: 'checkpoint', input: 'checkpoint' }] },
    });
  });
});
