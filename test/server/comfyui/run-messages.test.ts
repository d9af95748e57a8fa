// The messages about a prompt, from events of runs as the engine gives them, against those a real ComfyUI sent.
import { describe, expect, it } from 'vitest';
import type { Emission } from '../../../engine/server/comfyui/socket/messages.ts';
import { shapeOf } from '../../../engine/server/comfyui/socket/prompt-shape.ts';
import { type PromptEnd, RunMessages } from '../../../engine/server/comfyui/socket/run-messages.ts';
import type { ApiPrompt } from '../../../engine/comfyui/prompts.ts';
import type { NodeForecast, RunEventBody } from '../../../engine/run/events.ts';
import { normalised, ofPrompts, type Recorded, session, type SessionName } from './sessions.ts';

/** Nodes of ours, and those of the recorded prompt that they stand for. A KSampler is two. */
const OURS = {
  'load-transformer': '1',
  'load-vae': '2',
  'encode-text': '6',
  'encode-text-2': '7',
  'empty-latent': '5',
  'set-shift': '4',
  'schedule': '3',
  'denoise': '3',
  'decode-latent': '8',
  'save-image': '9',
} as const;

type Our = keyof typeof OURS;

const ALL = Object.keys(OURS) as Our[];
const PREVIEW = { width: 1, height: 1, rgb: new Uint8Array(3) };

class Told {
  readonly emissions: Emission[] = [];
  readonly messages: RunMessages;

  constructor(prompt: ApiPrompt, outputs: readonly string[] = ['9']) {
    const nodes = Object.fromEntries(
      ALL.map((id) => [id, { type: id, comfyui: { id: OURS[id], class: prompt[OURS[id]]?.class_type } }]),
    );
    const run = { id: 'p', workflow: { nodes } } as unknown as Parameters<typeof shapeOf>[0]['run'];
    const shape = shapeOf({ run, request: { interface: 'comfyui', prompt, outputs, extraData: {} } });
    this.messages = new RunMessages(shape);
  }

  tell(...bodies: readonly RunEventBody[]): this {
    for (const body of bodies) this.emissions.push(...this.messages.event({ ...body, run: 'p', sequence: 0, time: 1 }));
    return this;
  }

  /** @param known nodes whose results are kept. */
  begin(known: readonly Our[]): this {
    const nodes = ALL.map((node): NodeForecast =>
      known.includes(node)
        ? { node, type: node, action: 'reuse', tier: 'memory' }
        : { node, type: node, action: 'run', why: { kind: 'first-time' }, seconds: undefined },
    );
    return this.tell(
      { type: 'run-started', nodes: ALL, targets: ['save-image'] },
      { type: 'run-forecast', forecast: { nodes, seconds: undefined, unknown: 0 } },
    );
  }

  start(...nodes: readonly Our[]): this {
    return this.tell(...nodes.map((node): RunEventBody => ({ type: 'node-started', node })));
  }

  done(...nodes: readonly Our[]): this {
    return this.tell(
      ...nodes.map((node): RunEventBody => ({ type: 'node-done', node, origin: 'executed', seconds: 0 })),
    );
  }

  steps(count: number, max: number): this {
    this.tell({ type: 'node-expanded', node: 'denoise', children: ['denoise/step-1'] });
    for (let value = 1; value <= count; value++)
      this.tell(
        { type: 'node-progress', node: 'denoise/step', value: 1, max: 1, preview: PREVIEW },
        { type: 'node-progress', node: 'denoise', value: value - 0.5, max },
        { type: 'node-progress', node: 'denoise', value, max, preview: PREVIEW },
      );
    return this;
  }

  end(end: Partial<PromptEnd> & { readonly file?: string }): this {
    const outputs = end.file ? { '9': { images: [{ filename: end.file, subfolder: '', type: 'output' }] } } : {};
    this.emissions.push(...this.messages.end({ state: 'done', time: 2, failures: [], outputs, pictures: {}, ...end }));
    return this;
  }

  /** As a recording lists them, for a client that reads described frames or one that does not. */
  recorded(readsDescribed = true): Recorded[] {
    return this.emissions.flatMap((emission): Recorded[] => {
      if (emission.kind === 'message') return [emission.message as Recorded];
      if (emission.kind === 'text' || emission.isDescribed !== readsDescribed) return [];
      return [{ binary: readsDescribed ? 4 : 1, magic: 'ffd8ffe0' }];
    });
  }
}

/** The recorded messages about the prompt, but the last, which follows a change of the queue. */
function expected(name: SessionName): unknown[] {
  const frames = ofPrompts(session(name).events).map((each) =>
    'binary' in each ? { binary: each.binary, magic: each.magic } : each,
  );
  return normalised(frames.slice(0, -1));
}

describe('the messages about a prompt are those of ComfyUI', () => {
  const KNOWN: Our[] = ['load-transformer', 'load-vae', 'encode-text', 'encode-text-2', 'empty-latent', 'set-shift'];

  it('when everything is computed, although nodes overlap here and a KSampler begins before its sources', () => {
    const told = new Told(session('run with features').prompt)
      .begin([])
      .start('load-vae', 'empty-latent', 'schedule', 'encode-text-2')
      .done('empty-latent', 'load-vae')
      .start('encode-text', 'load-transformer')
      .done('schedule', 'load-transformer', 'encode-text-2')
      .start('set-shift')
      .done('encode-text', 'set-shift')
      .steps(4, 4)
      .done('denoise')
      .start('decode-latent')
      .done('decode-latent')
      .start('save-image')
      .done('save-image')
      .end({ file: 'rec_00001_.png' });
    expect(normalised(told.recorded())).toEqual(expected('run with features'));
  });

  it('when nothing is computed', () => {
    const told = new Told(session('same again, all cached').prompt).begin(ALL).end({ file: 'rec_00001_.png' });
    expect(normalised(told.recorded())).toEqual(expected('same again, all cached'));
  });

  it('when only the sampler and what depends on it are computed, for a client of old', () => {
    const told = new Told(session('only the seed changed, no feature flags').prompt)
      .begin([...KNOWN, 'schedule'])
      .steps(4, 4)
      .done('denoise')
      .start('decode-latent')
      .done('decode-latent')
      .start('save-image')
      .done('save-image')
      .end({ file: 'rec_00002_.png' });
    expect(normalised(told.recorded(false))).toEqual(expected('only the seed changed, no feature flags'));
  });

  it('when a node fails', () => {
    const failure = { node: 'encode-text', type: 'encode-text', message: 'no such key', code: 'missing' };
    const told = new Told(session('one node fails').prompt)
      .begin(KNOWN.filter((node) => node !== 'encode-text'))
      .start('encode-text')
      .tell({ type: 'node-failed', node: 'encode-text', failure })
      .end({ state: 'failed', failures: [failure] });
    const [error, ...others] = normalised(told.recorded()).toReversed() as Extract<Recorded, { type: string }>[];
    const [theirs, ...before] = expected('one node fails').toReversed() as Extract<Recorded, { type: string }>[];
    expect(others).toEqual(before);
    // Words are our own. The recording has no traceback, and their cache knows nodes that this prompt did not compute.
    const ours = {
      exception_message: 'no such key',
      exception_type: 'missing',
      current_outputs: ['1', '2', '4', '5', '7'],
    };
    expect(error?.data).toEqual({ ...theirs?.data, ...ours, traceback: [] });
  });

  it('when it is interrupted', () => {
    const told = new Told(session('interrupted').prompt)
      .begin([...KNOWN, 'schedule'])
      .steps(80, 400)
      .tell({ type: 'node-cancelled', node: 'denoise' }, { type: 'node-cancelled', node: 'save-image' })
      .end({ state: 'cancelled' });
    const all = normalised(told.recorded());
    const recorded = expected('interrupted') as Recorded[];
    const cut = recorded.findIndex((each) => 'leftOut' in each);
    const [left] = recorded.flatMap((each) => ('leftOut' in each ? [each.leftOut] : []));
    expect(all).toHaveLength(recorded.length - 1 + (left ?? 0));
    expect(all.slice(0, cut)).toEqual(recorded.slice(0, cut));
    expect(all.slice(cut + (left ?? 0))).toEqual(recorded.slice(cut + 1));
  });
});

describe('the messages about a prompt', () => {
  const { prompt } = session('run with features');

  it('count the copies of a node, which are one batch for clients, together', () => {
    const copies = [0, 1].map((copy): NodeForecast => ({
      node: `denoise#${copy}`,
      type: 'denoise',
      action: 'run',
      why: { kind: 'first-time' },
      seconds: undefined,
    }));
    const progress = (copy: number, value: number): RunEventBody => ({
      type: 'node-progress',
      node: `denoise#${copy}`,
      value,
      max: 2,
    });
    const told = new Told(prompt).tell(
      { type: 'run-forecast', forecast: { nodes: copies, seconds: undefined, unknown: 0 } },
      { type: 'node-started', node: 'denoise#0' },
      progress(0, 1),
      progress(1, 1),
      progress(0, 2),
      progress(1, 2),
    );
    const values = told.recorded().flatMap((each) => ('type' in each && each.type === 'progress' ? [each.data] : []));
    expect(values.map(({ value, max }) => [value, max])).toEqual([1, 2, 3, 4].map((value) => [value, 4]));
  });

  it('say that a prompt failed which could not even be planned', () => {
    const failures = [{ node: 'denoise', type: '', message: 'There is no node "denoise".' }];
    const told = new Told(prompt).end({ state: 'failed', failures });
    const types = told.recorded().map((each) => ('type' in each ? each.type : each));
    expect(types.filter((type) => type !== 'progress_state')).toEqual([
      'execution_start',
      'execution_cached',
      'executing',
      'execution_error',
    ]);
    expect(told.recorded().at(-1)).toMatchObject({ data: { node_id: '3', node_type: 'KSampler' } });
  });

  it('show a node that only looks up a file as known, once it has run before', () => {
    const nodes: NodeForecast[] = [
      { node: 'load-vae', type: '', action: 'run', why: { kind: 'never-kept' }, seconds: 0.01 },
      { node: 'load-transformer', type: '', action: 'run', why: { kind: 'never-kept' }, seconds: undefined },
    ];
    const told = new Told(prompt)
      .tell({ type: 'run-forecast', forecast: { nodes, seconds: undefined, unknown: 0 } })
      .start('load-vae', 'load-transformer')
      .done('load-vae', 'load-transformer');
    const named = told.recorded().flatMap((each) => ('type' in each ? [each.data['node'] ?? each.data['nodes']] : []));
    expect(named[0]).toEqual(['2']);
    expect(named).toContain('1');
    expect(named).not.toContain('2');
  });

  it('send the pictures of a node that saves none while that node is at work', () => {
    const sending = { ...prompt, '9': { class_type: 'SaveImageWebsocket', inputs: { images: ['8', 0] } } };
    const told = new Told(sending).begin(ALL).end({ pictures: { '9': ['a.png', 'b.png'] } });
    const sent: unknown[] = told.emissions.map((each) => (each.kind === 'message' ? each.message.type : each));
    expect(sent).toMatchObject([
      'execution_start',
      'execution_cached',
      'progress_state',
      'executing',
      'progress_state',
      { node: '9', isDescribed: true, picture: { file: 'a.png' } },
      'progress',
      { node: '9', isDescribed: false, picture: { file: 'a.png' } },
      'progress_state',
      { isDescribed: true, picture: { file: 'b.png' } },
      'progress',
      { isDescribed: false, picture: { file: 'b.png' } },
      'progress_state',
      'execution_success',
    ]);
  });
});
