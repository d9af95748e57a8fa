// Outside state that only a linked input names: it is identified when the node takes its turn, and never mistaken.
import { expect, it } from 'vitest';
import { defineNode } from '../../../engine/graph/define.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { FLOAT } from '../../../engine/graph/socket.ts';
import { MemoryCache } from '../../../engine/cache/memory.ts';
import { Engine } from '../../../engine/run/engine.ts';
import { toys } from '../toy-nodes.ts';

const from = (source: string) => ({ from: source });

/** Files by number, whose content changes from outside, and settings of the process. */
const files = new Map<number, number>();
let setting = 'a';
let reads = 0;

const load = defineNode({
  type: 'test/load',
  version: 1,
  title: 'Load',
  category: 'test',
  description: 'Gives the content of a file.',
  inputs: { file: { kind: 'float', min: 0, max: 9 } },
  outputs: { value: { socket: FLOAT } },
  fingerprint: ({ file }) => (file === undefined ? undefined : `${files.get(file)}`),
  run({ file }) {
    reads += 1;
    return { value: files.get(file) ?? 0 };
  },
});

const scaled = defineNode({
  type: 'test/scaled',
  version: 1,
  title: 'Scaled',
  category: 'test',
  description: 'Gives its input, in a way that settings change above 5.',
  inputs: { value: { kind: 'float', min: 0, max: 1e9 } },
  outputs: { value: { socket: FLOAT } },
  settings: ({ value }) => (value !== undefined && value <= 5 ? 'any' : setting),
  run({ value }) {
    reads += 1;
    return { value };
  },
});

const nodes = {
  file: { type: 'constant', inputs: { value: 1 } },
  load: { type: 'test/load', inputs: { file: from('file.value') } },
  scaled: { type: 'test/scaled', inputs: { value: from('load.value') } },
};

async function run(engine: Engine, target: string): Promise<{ readonly value: unknown; readonly reads: number }> {
  const before = reads;
  const { outputs, failures } = await engine.run({ nodes }, { targets: [target] });
  expect(failures).toEqual([]);
  return { value: outputs[target]?.['value'], reads: reads - before };
}

function newEngine(): Engine {
  return new Engine({ registry: new NodeRegistry([...toys().definitions, load, scaled]), cache: new MemoryCache() });
}

it('a file whose name is linked is read again after it changed, and only then', async () => {
  const engine = newEngine();
  files.set(1, 3);
  expect(await run(engine, 'load')).toEqual({ value: 3, reads: 1 });
  expect(await run(engine, 'load')).toEqual({ value: 3, reads: 0 });
  files.set(1, 4);
  expect(await run(engine, 'load')).toEqual({ value: 4, reads: 1 });
  expect(await run(engine, 'scaled')).toEqual({ value: 4, reads: 1 });
  files.set(1, 3);
  expect(await run(engine, 'scaled')).toEqual({ value: 3, reads: 1 });
});

it('a setting counts as soon as the inputs show that it matters', async () => {
  const engine = newEngine();
  files.set(1, 3);
  setting = 'a';
  expect((await run(engine, 'scaled')).reads).toBe(2);
  setting = 'b';
  expect((await run(engine, 'scaled')).reads).toBe(0);
  files.set(1, 7);
  expect((await run(engine, 'scaled')).reads).toBe(2);
  setting = 'a';
  expect(await run(engine, 'scaled')).toEqual({ value: 7, reads: 1 });
});

it('what the run found is reported with the run', async () => {
  files.set(1, 8);
  const { fingerprints } = await newEngine().run({ nodes }, { targets: ['load'] });
  expect(fingerprints['load']).toBe('8');
});
