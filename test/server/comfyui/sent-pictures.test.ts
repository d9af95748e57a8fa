// Nodes of ComfyUI that save nothing: one sends its pictures over the WebSocket, one shows them.
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { sharedServer } from '../http/http-support.ts';

const server = sharedServer();

/** As ComfyUI's own example for the WebSocket names its node. */
const SENDS = 'save_image_websocket_node';
const PROMPT = {
  1: { class_type: 'LoadImage', inputs: { image: 'example.png' } },
  8: { class_type: 'PreviewImage', inputs: { images: ['1', 0] } },
  [SENDS]: { class_type: 'SaveImageWebsocket', inputs: { images: ['1', 0] } },
};

interface Message {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Runs the prompt as ComfyUI's example does. @returns the pictures by the node that was executing, and messages. */
async function run(
  socket: WebSocket,
): Promise<{ readonly pictures: Map<string, Buffer[]>; readonly messages: Message[] }> {
  const pictures = new Map<string, Buffer[]>();
  const messages: Message[] = [];
  let node = '';
  const over = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        pictures.set(node, [...(pictures.get(node) ?? []), data.subarray(8)]);
        return;
      }
      const message = JSON.parse(data.toString()) as Message;
      messages.push(message);
      if (message.type !== 'executing') return;
      node = String(message.data['node']);
      if (message.data['node'] === null) resolve();
    });
  });
  await server().json('POST', '/prompt', { prompt: PROMPT, client_id: 'me' });
  await over;
  socket.removeAllListeners('message');
  return { pictures, messages };
}

it('send their pictures while they are executed, whole and as PNG, whether they are known or not', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${server().port}/ws?clientId=me`);
  await new Promise((resolve) => socket.once('open', resolve));
  for (const known of [[], ['1', '8']]) {
    const { pictures, messages } = await run(socket);
    expect([...pictures.keys()]).toEqual([SENDS]);
    const [picture] = pictures.get(SENDS)!;
    expect(picture!.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
    expect([picture!.readUInt32BE(16), picture!.readUInt32BE(20)]).toEqual([128, 128]);
    expect(messages.find(({ type }) => type === 'execution_cached')?.data['nodes']).toEqual(known);
    const executed = messages.filter(({ type }) => type === 'executed');
    const shown = { filename: expect.stringMatching(/\.png$/) as string, subfolder: '', type: 'temp' };
    expect(executed.map(({ data }) => [data['node'], data['output']])).toEqual([['8', { images: [shown] }]]);
  }
  socket.terminate();
});
