// @vitest-environment happy-dom
/** The token count beside a prompt: the checkpoint that counts, and when the server is asked. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { checkpointOf, windowOf } from '../../../editor/controls/fields/tokens/encoder.ts';
import { nodeTypes } from '../../../editor/document/graph/catalogue.ts';
import { catalogueNode, enter, stub } from './support/stub.ts';

const ENCODER = { kind: 'socket', socket: { name: 'text-encoder' } } as const;
const NODES = [
  catalogueNode('load-checkpoint', { checkpoint: { kind: 'model' } }, { textEncoder: 'text-encoder' }),
  catalogueNode('reroute', { in: ENCODER }, { out: 'text-encoder' }),
  catalogueNode('encode', {
    textEncoder: ENCODER,
    prompt: { kind: 'text', multiline: true, default: '' },
    window: { kind: 'int', min: 1, max: 4096, default: 512 },
  }),
  catalogueNode('note', { prompt: { kind: 'text', multiline: true, default: '' } }),
];

function workflow(nodes: Workflow['nodes']): Workflow {
  return { format: 'inkloom-workflow', version: 3, name: 'T', nodes };
}

const GRAPH: Workflow['nodes'] = {
  ckpt: { type: 'load-checkpoint', inputs: { checkpoint: 'one' } },
  bend: { type: 'reroute', inputs: { in: { from: 'ckpt.textEncoder' } } },
  n: { type: 'encode', inputs: { textEncoder: { from: 'bend.out' } } },
};

describe('the checkpoint that reads a prompt', () => {
  const types = nodeTypes({ nodes: NODES });

  it('is found through reroutes', () => {
    expect(checkpointOf(workflow(GRAPH), types, 'n')).toBe('one');
    expect(windowOf(workflow(GRAPH), types, 'n')).toBe(512);
  });

  it('is unknown without a link, with a linked name, and in a cycle', () => {
    expect(checkpointOf(workflow({ n: { type: 'encode' } }), types, 'n')).toBeUndefined();
    expect(
      checkpointOf(
        workflow({ ...GRAPH, ckpt: { type: 'load-checkpoint', inputs: { checkpoint: { from: 'x.y' } } } }),
        types,
        'n',
      ),
    ).toBeUndefined();
    expect(
      checkpointOf(workflow({ ...GRAPH, bend: { type: 'reroute', inputs: { in: { from: 'bend.out' } } } }), types, 'n'),
    ).toBeUndefined();
    expect(checkpointOf(workflow({ n: { type: 'note' } }), types, 'n')).toBeUndefined();
  });
});

describe('the count beside a prompt', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    document.body.replaceChildren();
  });

  const countTokens = vi.fn<(checkpoint: string, text: string) => Promise<{ tokens: number }>>(async (_, text) => ({
    tokens: text.length,
  }));
  const make = (nodes: Workflow['nodes'] = GRAPH) => stub({ nodes: NODES, workflow: nodes, api: { countTokens } });

  it('asks the server once, shortly after the last letter', async () => {
    countTokens.mockClear();
    const field = make().field('prompt');
    await vi.advanceTimersByTimeAsync(1000);
    countTokens.mockClear();
    for (const text of ['a', 'a f', 'a fox']) {
      enter(field, text);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(countTokens).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1000);
    expect(countTokens.mock.calls).toEqual([['one', 'a fox']]);
    expect(field.element.querySelector('.token-count')?.textContent).toBe('5 / 512 tokens');
  });

  it('warns if the window holds fewer tokens', async () => {
    const made = make({
      ...GRAPH,
      n: { type: 'encode', inputs: { textEncoder: { from: 'ckpt.textEncoder' }, window: 3 } },
    });
    const field = made.field('prompt');
    enter(field, 'a fox');
    await vi.advanceTimersByTimeAsync(1000);
    const count = field.element.querySelector('.token-count') as HTMLElement;
    expect(count.textContent).toBe('5 / 3 tokens');
    expect(count.classList.contains('is-too-long')).toBe(true);
    expect(count.title).toBe('2 tokens more than the model reads.');
  });

  it('drops answers to earlier questions', async () => {
    const answers: ((answer: { tokens: number }) => void)[] = [];
    const field = stub({
      nodes: NODES,
      workflow: GRAPH,
      api: { countTokens: () => new Promise((resolve) => answers.push(resolve)) },
    }).field('prompt');
    enter(field, 'one');
    await vi.advanceTimersByTimeAsync(1000);
    enter(field, 'one two');
    await vi.advanceTimersByTimeAsync(1000);
    answers.at(-1)?.({ tokens: 2 });
    answers.at(-2)?.({ tokens: 99 });
    await vi.advanceTimersByTimeAsync(0);
    expect(field.element.querySelector('.token-count')?.textContent).toBe('2 / 512 tokens');
  });

  it('stays empty if no text encoder reads the text', async () => {
    countTokens.mockClear();
    const field = make({ n: { type: 'note' } }).field('prompt');
    enter(field, 'a fox');
    await vi.advanceTimersByTimeAsync(1000);
    expect(countTokens).not.toHaveBeenCalled();
    expect(field.element.querySelector('.token-count')?.textContent).toBe('');
  });

  it('does not ask about a checkpoint that the server does not have', async () => {
    countTokens.mockClear();
    make({ ...GRAPH, ckpt: { type: 'load-checkpoint', inputs: { checkpoint: 'gone' } } }).field('prompt');
    await vi.advanceTimersByTimeAsync(1000);
    expect(countTokens).not.toHaveBeenCalled();
  });
});
