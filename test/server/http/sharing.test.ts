/** Workflows as files: read from JSON and pictures, drawn, written into pictures, formatted. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { loadWorkflow, parseWorkflow } from '../../../engine/workflow/load.ts';
import { readProvenance } from '../../../engine/workflow/picture/provenance.ts';
import { repoPath } from '../../inference/support/goldens.ts';
import { form, runOf, sharedServer, smallWorkflow } from './http-support.ts';

describe('sharing', () => {
  const shared = sharedServer();
  const read = async (
    name: string,
    content: Uint8Array,
  ): Promise<{ status: number; body: { workflow?: Workflow; error?: { message: string } } }> => {
    const { headers, body } = form('file', name, content);
    const answer = await shared().send('POST', '/api/read', headers, body);
    return { status: answer.status, body: JSON.parse(answer.body.toString()) as { workflow?: Workflow } };
  };
  const share = async (workflow: Workflow, picture?: object): Promise<Buffer> => {
    const answer = await shared().send(
      'POST',
      '/api/share',
      { 'content-type': 'application/json' },
      JSON.stringify({ workflow, ...(picture ? { picture } : {}) }),
    );
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'image/png']);
    return answer.body;
  };

  it('refuses other JSON with 422 and a sentence', async () => {
    const { status, body } = await read('other.json', Buffer.from('[1]'));
    expect(status).toBe(422);
    expect(body.error).toMatchObject({
      code: 'unreadable-workflow',
      message: expect.stringMatching(/^other\.json: not an Inkloom workflow\. Inkloom reads/) as unknown,
    });
  });

  it('opens a workflow of ComfyUI with what was not understood, and gives it back', async () => {
    const prompt = { '7': { class_type: 'SomebodysNode', inputs: { amount: 3 } } };
    const { status, body } = await read('theirs.json', Buffer.from(JSON.stringify(prompt)));
    expect(status).toBe(200);
    expect(body).toMatchObject({ issues: [{ node: '7', message: expect.stringContaining('Node 7') as unknown }] });
    const send = (workflow: unknown, kind: string) =>
      shared().send(
        'POST',
        '/api/export',
        { 'content-type': 'application/json' },
        JSON.stringify({ workflow, form: kind }),
      );
    const back = JSON.parse((await send(body.workflow, 'prompt')).body.toString()) as { readonly file: string };
    expect(JSON.parse(back.file)).toMatchObject(prompt);
    const shipped = JSON.parse(await readFile(repoPath('workflows/text-to-image.json'), 'utf8')) as unknown;
    const refused = await send(shipped, 'file');
    expect([refused.status, refused.body.toString()]).toEqual([
      422,
      expect.stringContaining('--set schedule.curve=comfyui-simple'),
    ]);
  });

  it('draws a workflow as a picture that carries it', async () => {
    const workflow = await loadWorkflow(repoPath('workflows/text-to-image.json'));
    const png = await share(workflow);
    const { format, width, height } = await sharp(png).metadata();
    expect(format).toBe('png');
    expect(width).toBeGreaterThan(height);
    expect(Math.max(width, height)).toBeLessThanOrEqual(4096);
    expect(await read('shared.png', png)).toEqual({ status: 200, body: { workflow } });
    expect(readProvenance(png, 'shared.png')).toMatchObject({ workflow });
    expect(readProvenance(png, 'shared.png').output).toBeUndefined();
  });

  it('draws a large graph and an empty one within the largest size', async () => {
    const nodes = Object.fromEntries(
      Array.from({ length: 400 }, (_, n) => [`n${n}`, { type: 'int', inputs: { value: n } }]),
    );
    const view = { nodes: Object.fromEntries(Object.keys(nodes).map((id, n) => [id, { x: n * 500, y: 0 }])) };
    for (const workflow of [
      { ...smallWorkflow(), nodes, view },
      { ...smallWorkflow(), nodes: {}, view: {} },
    ]) {
      const png = await share(workflow);
      const { width, height } = await sharp(png).metadata();
      expect(Math.max(width, height)).toBeLessThanOrEqual(4096);
      expect((await read('shared.png', png)).body.workflow).toEqual(workflow);
    }
  });

  describe('the picture of a run', () => {
    const workflow = smallWorkflow('Ran');
    let picture: { readonly folder: string; readonly name: string };
    let original: Buffer;

    beforeAll(async () => {
      const run = await runOf(shared(), workflow);
      const { folder, name, url } = run.files[0] ?? { folder: 'output', name: '', url: '' };
      picture = { folder, name };
      original = (await shared().send('GET', url)).body;
    });

    it('carries its workflow, and is the same file when it is shared with it', async () => {
      expect(readProvenance(original, 'ran')).toMatchObject({ workflow, output: 'save' });
      expect(await share(workflow, picture)).toEqual(original);
    });

    it('carries another workflow when it is shared with that, with the same pixels', async () => {
      const changed = { ...workflow, name: 'Changed', description: 'ünïcode <&> "quotes"' };
      const png = await share(changed, picture);
      expect(readProvenance(png, 'ran')).toMatchObject({ workflow: changed, output: 'save', values: {}, models: {} });
      expect(await sharp(png).raw().toBuffer()).toEqual(await sharp(original).raw().toBuffer());
      expect((await read('a.png', png)).body.workflow).toEqual(changed);
    });

    it('names no output that the other workflow does not have', async () => {
      const without = { ...workflow, nodes: { load: workflow.nodes['load'] ?? { type: 'load-image' } } };
      expect(readProvenance(await share(without, picture), 'ran').output).toBeUndefined();
    });

    it('must exist', async () => {
      const missing = { ...picture, name: 'nothing.png' };
      expect((await shared().failure('POST', '/api/share', { workflow, picture: missing })).status).toBe(404);
    });
  });

  it('reads JSON, and names the problem of any other file', async () => {
    const text = await readFile(repoPath('workflows/edit.json'));
    expect(await read('edit.json', text)).toEqual({
      status: 200,
      body: { workflow: parseWorkflow(text.toString(), '') },
    });
    expect((await read('bom.json', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text]))).status).toBe(200);
    const cases: readonly [string, Uint8Array, RegExp][] = [
      [
        'plain.png',
        await readFile(repoPath('workflows/example.png')),
        /plain\.png: the picture holds no Inkloom workflow/,
      ],
      ['notes.txt', Buffer.from('hello'), /notes\.txt: not JSON/],
      ['list.json', Buffer.from('[]'), /list\.json/],
      ['other.json', Buffer.from('{"nodes": {}}'), /format/],
      ['empty', Buffer.alloc(0), /empty: not JSON/],
    ];
    for (const [name, content, message] of cases) {
      const { status, body } = await read(name, content);
      expect([name, status, body.error?.message]).toEqual([name, 422, expect.stringMatching(message)]);
    }
    expect(await shared().failure('POST', '/api/read', {})).toMatchObject({ status: 415 });
    expect(
      (await shared().send('POST', '/api/read', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--\r\n'))
        .status,
    ).toBe(400);
  });

  it('formats a workflow as it is saved', async () => {
    const answer = await shared().send(
      'POST',
      '/api/format',
      { 'content-type': 'application/json' },
      JSON.stringify({ workflow: JSON.parse(await readFile(repoPath('workflows/edit.json'), 'utf8')) as unknown }),
    );
    expect(answer.body.toString()).toBe(await readFile(repoPath('workflows/edit.json'), 'utf8'));
  });
});
