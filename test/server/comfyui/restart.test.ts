// A prompt goes on when the server is started again, and its client, which ComfyUI would have forgotten, is told.
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { temporaryFolder, testServer } from '../http/http-support.ts';
import { PACK } from '../runs/runs-support.ts';
import { FAKE_PROMPTS } from './fake-prompts.ts';

interface Message {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Messages of a client, until one of them is the wanted one. */
async function toldUntil(
  port: number,
  isLast: (message: Message) => boolean,
  begin = async () => {},
): Promise<Message[]> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?clientId=me`);
  onTestFinished(() => socket.terminate());
  const told: Message[] = [];
  const over = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) return;
      told.push(JSON.parse(data.toString()) as Message);
      if (isLast(told.at(-1) as Message)) resolve();
    });
  });
  await new Promise((resolve) => socket.once('open', resolve));
  await begin();
  await over;
  return told;
}

it('tells the client of a prompt that a restart interrupted how it goes on and ends', async () => {
  const options = { comfyPrompts: FAKE_PROMPTS, nodes: [PACK], data: await temporaryFolder() };
  const prompt = {
    1: { class_type: 'Picture', inputs: { shade: 9 } },
    3: { class_type: 'Slow', inputs: { image: ['1', 0], steps: 5, pause: 100 } },
    9: { class_type: 'SaveImage', inputs: { images: ['3', 0], filename_prefix: 'resumed' } },
  };
  const first = await testServer(options);
  let id = '';
  const isAtWork = ({ type, data }: Message): boolean => type === 'progress' && data['node'] === '3';
  await toldUntil(first.port, isAtWork, async () => {
    id = (await first.json<{ prompt_id: string }>('POST', '/prompt', { prompt, client_id: 'me' })).prompt_id;
  });
  await first.close();

  const second = await testServer(options);
  const told = await toldUntil(second.port, ({ type, data }) => type === 'executing' && data['node'] === null);
  const ofPrompt = told.filter(({ data }) => data['prompt_id'] === id).map(({ type }) => type);
  expect(ofPrompt[0]).toBe('execution_start');
  expect(ofPrompt.slice(-4)).toEqual(['executed', 'progress_state', 'execution_success', 'executing']);
  expect(told.findLast(({ type }) => type === 'status')?.data).toEqual({
    status: { exec_info: { queue_remaining: 0 } },
  });
});
