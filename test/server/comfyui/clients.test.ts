// Published clients of ComfyUI's interface, and scripts as people write them, take prompts through a whole run.
import { ComfyUIClient as Fork } from '@artifyfun/comfy-ui-client';
import { Client, Workflow } from '@stable-canvas/comfyui-client';
import { ComfyUIClient } from 'comfy-ui-client';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { sharedServer } from '../http/http-support.ts';
import { PACK } from '../runs/runs-support.ts';
import { FAKE_PROMPTS } from './fake-prompts.ts';

const server = sharedServer({ comfyPrompts: FAKE_PROMPTS, nodes: [PACK] });
const address = (): string => `127.0.0.1:${server().port}`;

const PNG = '89504e470d0a1a0a';
const JPEG = 'ffd8ff';

/** A picture that takes two steps with previews, and is saved. Each has a shade of its own, so none is known. */
function prompt(shade: number, prefix = 'clients') {
  return {
    1: { class_type: 'Picture', inputs: { shade } },
    3: { class_type: 'Slow', inputs: { image: ['1', 0], steps: 2, pause: 1 } },
    9: { class_type: 'SaveImage', inputs: { images: ['3', 0], filename_prefix: prefix } },
  };
}

const hexOf = async (blob: Blob, bytes: number): Promise<string> =>
  Buffer.from(await blob.slice(0, bytes).arrayBuffer()).toString('hex');

describe('@stable-canvas/comfyui-client 1.5.9', () => {
  const stable = (): Client => new Client({ api_host: address(), WebSocket, fetch });

  it('gets progress, previews and the picture over its socket', async () => {
    const client = stable();
    await client.connect();
    const progress: unknown[] = [];
    const previews: Blob[] = [];
    client.on('b_preview', (preview) => previews.push(preview));
    const result = await client.enqueue(prompt(1), { progress: ({ value, max }) => progress.push([value, max]) });
    expect(progress).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(await Promise.all(previews.map((each) => hexOf(each, 3)))).toEqual([JPEG, JPEG]);
    // Pictures that arrive as frames come before those that were saved.
    const saved = result.images.flatMap((image) => (image.type === 'url' ? [image.data] : []));
    expect(saved).toHaveLength(1);
    expect(await hexOf(await (await fetch(saved[0]!)).blob(), 8)).toBe(PNG);
    client.close();
  });

  it('runs a workflow that is built in code', async () => {
    const client = stable();
    await client.connect();
    const workflow = new Workflow();
    const [picture] = workflow.node('Picture', { shade: 2 });
    workflow.node('SaveImage', { images: picture, filename_prefix: 'built' });
    const result = await workflow.invoke(client);
    expect(result.images).toMatchObject([{ type: 'url', data: expect.stringContaining('built_00001_.png') as string }]);
    client.close();
  });

  it('polls without a socket', async () => {
    const client = stable();
    const result = await client.enqueue_polling(prompt(3, 'polled'), { polling_ms: 10 });
    expect(result.images).toMatchObject([{ data: expect.stringContaining('polled_00001_.png') as string }]);
    expect(await client.getPromptStatus(result.prompt_id)).toEqual({ running: false, pending: false, done: true });
    client.close();
  });
});

describe.each([
  ['comfy-ui-client 0.1.2', (): ComfyUIClient => new ComfyUIClient(address(), 'classic')],
  ['@artifyfun/comfy-ui-client 0.2.1', (): Fork => new Fork(address(), 'fork')],
])('%s', (name, connect) => {
  it('gets the pictures of a prompt, of one that is known as well, and the history', async () => {
    const client = connect();
    await client.connect();
    const given = prompt(4, name.replaceAll(/[^a-z]/g, ''));
    const first = await client.getImages(given);
    expect(await hexOf(first['9']![0]!.blob, 8)).toBe(PNG);
    // Everything is known, so the run is over in a moment: the client must have the answer to its request before.
    expect(Object.keys(await client.getImages(given))).toEqual(['9']);
    const history = Object.values(await client.getHistory());
    expect(history.filter((entry) => JSON.stringify(entry.prompt[2]) === JSON.stringify(given))).toHaveLength(2);
    await client.interrupt();
    await client.disconnect();
  });
});

interface Told {
  readonly type: string;
  readonly data: { readonly node?: string | null; readonly prompt_id?: string };
}

interface Entry {
  readonly outputs: Readonly<
    Record<string, { readonly images: readonly Readonly<Record<'filename' | 'subfolder' | 'type', string>>[] }>
  >;
}

/** As programs without a library post it: JSON, said to be a form. */
async function post(body: object): Promise<{ readonly prompt_id: string }> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(`http://${address()}/prompt`, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await answer.json()) as { readonly prompt_id: string };
}

async function pictureIn({ outputs }: Entry): Promise<string> {
  const { filename, subfolder, type } = outputs['9']!.images[0]!;
  const query = new URLSearchParams({ filename, subfolder, type });
  return hexOf(await (await fetch(`http://${address()}/view?${query.toString()}`)).blob(), 8);
}

describe('a script', () => {
  it('waits on its socket until nothing is executed, then reads history and picture', async () => {
    const id = '0f0d8f6a-8d5e-4c0e-9a55-0f8d5f6a8d5e';
    const socket = new WebSocket(`ws://${address()}/ws?clientId=script`, { origin: `http://${address()}` });
    const told: Told[] = [];
    const over = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer, isBinary) => {
        const message = isBinary ? undefined : (JSON.parse(data.toString()) as Told);
        if (message) told.push(message);
        if (message?.type === 'executing' && message.data.node === null && message.data.prompt_id === id) resolve();
      });
    });
    await new Promise((resolve) => socket.once('open', resolve));
    await post({ prompt: prompt(5), client_id: 'script', prompt_id: id });
    await over;
    const ofPrompt = told.filter(({ type }) => !['status', 'progress_state'].includes(type));
    expect(ofPrompt.every(({ data }) => data.prompt_id === id)).toBe(true);
    expect(ofPrompt.filter(({ type }) => type === 'executing').map(({ data }) => data.node)).toEqual([
      '1',
      '3',
      '9',
      null,
    ]);
    const history = await server().json<Record<string, Entry>>('GET', `/history/${id}`);
    expect(await pictureIn(history[id]!)).toBe(PNG);
    socket.terminate();
  });

  it('polls the history until the prompt is in it', async () => {
    const { prompt_id: id } = await post({ prompt: prompt(6) });
    let entry: Entry | undefined;
    while (!entry) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      entry = (await server().json<Record<string, Entry>>('GET', `/history/${id}`))[id];
    }
    expect(await pictureIn(entry)).toBe(PNG);
  });
});
