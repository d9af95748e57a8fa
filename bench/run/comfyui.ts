/** ComfyUI's own time for each node, beside ours: it runs a chain of nodes that put a letter behind a text. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Lengths of chains. Its executor is recursive, and refuses those that are much longer. */
const LENGTHS = [200, 800];

type Prompt = Record<string, { readonly class_type: string; readonly inputs: Record<string, unknown> }>;

/** Prints milliseconds a node. @param address for example `http://127.0.0.1:8188`. */
export async function measureComfyUi(address: string): Promise<void> {
  console.log('\n| ComfyUI, nodes | ms | ms a node |\n|---|---|---|');
  for (const length of LENGTHS) {
    const ms = await run(address, chain(length)).catch((error: Error) => error.message);
    const row = typeof ms === 'string' ? `${ms} | ` : `${ms.toFixed(0)} | ${(ms / length).toFixed(2)}`;
    console.log(`| ${length} | ${row} |`);
  }
}

function chain(length: number): Prompt {
  const prompt: Prompt = {};
  for (let at = 0; at < length - 1; at++) {
    const before = at === 0 ? `${Date.now()} ${length}` : [String(at - 1), 0];
    prompt[at] = { class_type: 'StringConcatenate', inputs: { string_a: before, string_b: 'x', delimiter: '' } };
  }
  prompt['end'] = { class_type: 'PreviewAny', inputs: { source: [String(length - 2), 0] } };
  return prompt;
}

interface History {
  readonly status?: {
    readonly status_str: string;
    readonly messages: readonly [string, { readonly timestamp: number }][];
  };
}

/** @returns milliseconds from its start to its end, by ComfyUI's clock. @throws Error with its answer when it fails. */
async function run(address: string, prompt: Prompt): Promise<number> {
  const response = await fetch(new URL('/prompt', address), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`refused: ${answer.slice(0, 200)}`);
  const { prompt_id: id } = JSON.parse(answer) as { readonly prompt_id: string };
  for (;;) {
    const known = (await (await fetch(new URL(`/history/${id}`, address))).json()) as Record<string, History>;
    const status = known[id]?.status;
    if (status?.status_str === 'error') throw new Error('failed');
    const at = (message: string): number | undefined =>
      status?.messages.find(([name]) => name === message)?.[1].timestamp;
    const [start, end] = [at('execution_start'), at('execution_success')];
    if (start !== undefined && end !== undefined) return end - start;
    await sleep(50);
  }
}
