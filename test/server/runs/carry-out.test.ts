// A worker that is not the server: it carries out a run with a publisher and stores of its own.
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { defineNode, type NodeDefinition } from '../../../engine/graph/define.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import type { NodePictureStore } from '../../../engine/jobs/node-picture-store.ts';
import type { OutputFile, OutputStore } from '../../../engine/jobs/output-store.ts';
import type { RunPublisher } from '../../../engine/jobs/run-publisher.ts';
import { RunnerStops } from '../../../engine/jobs/runner.ts';
import type { Lease, Outcome, RunLiveEvent, Workflow } from '../../../engine/protocol/index.ts';
import { Engine } from '../../../engine/run/engine.ts';
import { ActiveRun } from '../../../engine/server/runs/active-run.ts';
import { type ModelHashes, NO_HASHES } from '../../../engine/host/hashes/model-hashes.ts';
import { carryOut, type CarryOutContext } from '../../../engine/server/runs/carry-out.ts';
import { outputNames } from '../../../engine/server/runs/output-names.ts';
import { readProvenance } from '../../../engine/workflow/picture/provenance.ts';
import { saveImage } from '../../../nodes/image/save-image.ts';
import { IMAGE } from '../../../nodes/sockets.ts';

const picture = defineNode({
  type: 'picture',
  version: 1,
  title: 'Picture',
  category: 'test',
  description: 'A black picture.',
  inputs: {},
  outputs: { image: { socket: IMAGE } },
  run: () => ({ image: { width: 2, height: 2, channels: 3 as const, data: new Uint8Array(12) } }),
});

const painted = defineNode({
  type: 'painted',
  version: 1,
  title: 'Painted',
  category: 'test',
  description: 'A black picture with words to it.',
  inputs: {
    text: { kind: 'text', multiline: true, default: '' },
    seed: { kind: 'seed', default: 0 },
    style: { kind: 'text', default: '' },
  },
  outputs: { image: { socket: IMAGE } },
  run: () => ({ image: { width: 2, height: 2, channels: 3 as const, data: new Uint8Array(12) } }),
});

const WORKFLOW: Workflow = {
  format: 'inkloom-workflow',
  version: 3,
  name: 'toy',
  nodes: {
    picture: { type: 'picture' },
    saveA: { type: 'save-image', inputs: { image: { from: 'picture.image' }, prefix: 'fox' } },
    saveB: { type: 'save-image', inputs: { image: { from: 'picture.image' }, prefix: 'fox' } },
  },
};

/** Keeps files in memory, by run number. */
class MemoryOutputs implements OutputStore {
  readonly files: (OutputFile & { readonly number: number })[] = [];
  readonly #onSave: () => void;

  constructor(onSave: () => void = () => {}) {
    this.#onSave = onSave;
  }

  ofRun(number: number): ReturnType<OutputStore['ofRun']> {
    return {
      save: async (file) => {
        this.#onSave();
        this.files.push({ ...file, number });
        const name = `${file.prefix}-${this.files.length}`;
        return { folder: 'output', name, url: `store:${name}`, mediaType: file.mediaType };
      },
    };
  }
}

const pictures: NodePictureStore = {
  shows: ({ type }) => type === IMAGE.name,
  show: async ({ digest }) => [
    { folder: 'preview', name: digest.slice(0, 4), url: 'store:preview', mediaType: 'image/png' },
  ],
};

interface Carried {
  readonly outcome: Outcome;
  readonly events: readonly RunLiveEvent[];
  readonly outputs: MemoryOutputs;
}

interface Work {
  readonly nodes: readonly NodeDefinition[];
  readonly workflow: Workflow;
  readonly onSave?: () => void;
  /** A template. */
  readonly fileNames?: string;
}

async function carry(
  signal = new AbortController().signal,
  hashes: ModelHashes = NO_HASHES,
  { nodes, workflow, onSave, fileNames }: Work = { nodes: [picture, saveImage], workflow: WORKFLOW },
): Promise<Carried> {
  const events: RunLiveEvent[] = [];
  const publisher: RunPublisher = {
    publish: (event) => void events.push(event),
    preview: () => {},
    forgetPreviews: () => {},
  };
  const outputs = new MemoryOutputs(onSave);
  const engine = new Engine({ registry: new NodeRegistry(nodes), lanes: { cpu: 1 } });
  const run = {
    id: 'r',
    number: 7,
    document: 'd',
    name: 'toy',
    state: 'running' as const,
    attempt: 1,
    created: 0,
    files: [],
    failures: [],
  };
  const lease: Lease = { token: 't', attempt: 1, run, workflow };
  const active = new ActiveRun(run, publisher, pictures);
  const namesOf: CarryOutContext['namesOf'] = (_, plan) =>
    fileNames === undefined ? undefined : outputNames(fileNames, engine.registry, run, plan);
  const outcome = await carryOut(lease, active, signal, { engine, version: '1', outputs, hashes, namesOf });
  return { outcome, events, outputs };
}

describe('names by template', () => {
  const named = async (fileNames: string, workflow: Workflow): Promise<string[]> => {
    const work = { nodes: [painted, saveImage], workflow, fileNames };
    const { outputs } = await carry(undefined, undefined, work);
    return outputs.files.map(({ name }) => name ?? 'usual').toSorted();
  };
  const painting: Workflow = {
    ...WORKFLOW,
    parameters: { style: { sets: ['picture.style'] } },
    nodes: {
      ...WORKFLOW.nodes,
      picture: { type: 'painted', inputs: { text: 'a red/blue fox', seed: 42, style: 'ink' } },
    },
  };

  it('have the fields of the run, of the picture and of the parameters', async () => {
    expect(await named('{prefix}-{run:05}-{index}', painting)).toEqual(['fox-00007-0', 'fox-00007-1']);
    expect(await named('{node} {seed} {prompt:.5} {style}', painting)).toEqual([
      'saveA 42 a red ink',
      'saveB 42 a red ink',
    ]);
    expect(await named('{date}/{prompt}{mood}', painting)).toEqual(Array(2).fill('1970-01-01/a red_blue fox_'));
  });

  it('leave the names of ComfyUI as they are', async () => {
    const saveA = { ...painting.nodes['saveA'], type: 'save-image', comfyui: { type: 'SaveImage' } };
    const nodes = { ...painting.nodes, saveA };
    expect(await named('{node}', { ...painting, nodes })).toEqual(['saveB', 'usual']);
  });
});

describe('carrying out a run', () => {
  it('waits for the hashes of the models, and says how far they are read', async () => {
    const reading = { done: 1, of: 2, left: 3, isAwaited: true };
    const told: boolean[] = [];
    const hashes: ModelHashes = {
      begin: (_, onReading) => ({
        async all() {
          onReading?.(reading);
          // Longer than updates of a run wait for each other.
          await setTimeout(600);
          return { saveA: { 'large.safetensors': 'abc' } };
        },
        end: () => void told.push(true),
      }),
    };
    const { outcome, events, outputs } = await carry(undefined, hashes);
    expect(events).toContainEqual({ type: 'run', run: expect.objectContaining({ reading }) as unknown });
    const { hashes: written } = readProvenance(outputs.files[0]?.data ?? new Uint8Array(), 'fox');
    expect(written).toEqual({ saveA: { 'large.safetensors': 'abc' } });
    expect([outcome.state, told]).toEqual(['done', [true]]);
  });

  it('saves its files without hashes when it is cancelled while it waits', async () => {
    const cancel = new AbortController();
    const hashes: ModelHashes = { begin: () => ({ all: async () => (cancel.abort(), undefined), end() {} }) };
    const { outputs } = await carry(cancel.signal, hashes);
    expect(readProvenance(outputs.files[0]?.data ?? new Uint8Array(), 'fox').hashes).toBeUndefined();
  });

  it('saves its files in the given store, with their provenance', async () => {
    const { outcome, outputs } = await carry();
    expect(outputs.files.map(({ number, prefix, extension }) => [number, prefix, extension])).toEqual([
      [7, 'fox', 'png'],
      [7, 'fox', 'png'],
    ]);
    expect(readProvenance(outputs.files[0]?.data ?? new Uint8Array(), 'fox')).toMatchObject({ output: 'saveA' });
    expect(outcome.files.filter(({ folder }) => folder === 'output')).toMatchObject([
      { node: 'saveA', url: 'store:fox-1', width: 2, height: 2 },
      { node: 'saveB', url: 'store:fox-2' },
    ]);
  });

  it('saves the files of a target when it is done, and not when all are', async () => {
    const savedWhen: number[] = [];
    let made = 0;
    const count = defineNode({
      ...picture,
      type: 'counted',
      inputs: { id: { kind: 'int', min: 0, max: 9 } },
      run: () => {
        made += 1;
        return { image: { width: 2, height: 2, channels: 3 as const, data: new Uint8Array(12) } };
      },
    });
    const { outcome } = await carry(undefined, NO_HASHES, {
      nodes: [count, saveImage],
      workflow: {
        ...WORKFLOW,
        nodes: {
          picture: { type: 'counted', inputs: { id: { each: [1, 2, 3, 4, 5, 6, 7, 8] } } },
          save: { type: 'save-image', inputs: { image: { from: 'picture.image' }, prefix: 'fox' } },
        },
      },
      onSave: () => savedWhen.push(made),
    });
    expect(outcome.files.filter(({ folder }) => folder === 'output')).toHaveLength(8);
    expect(savedWhen[0]).toBeLessThan(8);
  });

  it('shows pictures of nodes from the given store', async () => {
    const { outcome } = await carry();
    expect(outcome.files.filter(({ folder }) => folder === 'preview')).toMatchObject([
      { node: 'picture', output: 'image', url: 'store:preview' },
    ]);
  });

  it('publishes its events with run and document, to the given publisher only', async () => {
    const { outcome, events } = await carry();
    const told = events.flatMap((event) => (event.type === 'run-event' ? [event] : []));
    expect(told.every(({ run, document }) => run === 'r' && document === 'd')).toBe(true);
    expect(told.map(({ event }) => event.type)).toContain('run-finished');
    expect(outcome).toMatchObject({ state: 'done', nodes: { saveA: { state: 'done' }, saveB: { state: 'done' } } });
  });

  it('saves nothing when the run will be resumed', async () => {
    const abort = new AbortController();
    abort.abort(new RunnerStops('The server stops'));
    const { outcome, outputs } = await carry(abort.signal);
    expect([outcome.state, outputs.files]).toEqual(['cancelled', []]);
  });
});
