/** Small nodes on numbers for engine tests, and a recorder of what ran. */
import { defineNode, type NodeDefinition } from '../../engine/graph/define.ts';
import { reroute } from '../../engine/graph/flatten/reroutes.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { ANY, FLOAT, INT, socketType } from '../../engine/graph/socket.ts';
import { Engine, type EngineOptions } from '../../engine/run/engine.ts';

const TENSOR = socketType<{ readonly dims: readonly number[]; readonly data: Float32Array }>('tensor');
export const NUMBER_INPUT = { kind: 'float', min: -1e9, max: 1e9 } as const;

export interface Toys {
  readonly definitions: NodeDefinition[];
  /** Types and inputs of every `run`, in order of start. */
  readonly ran: string[];
  /** Resolves the `gate` node. */
  readonly open: () => void;
}

export function toys(): Toys {
  const ran: string[] = [];
  const gate = new EventTarget();
  let isOpen = false;
  const definitions: NodeDefinition[] = [
    defineNode({
      type: 'constant',
      version: 1,
      title: 'Constant',
      category: 'toy',
      description: 'Gives a number.',
      inputs: { value: { ...NUMBER_INPUT, default: 0 } },
      outputs: { value: { socket: FLOAT } },
      run({ value }) {
        ran.push(`constant ${value}`);
        return { value };
      },
    }),
    defineNode({
      type: 'add',
      version: 1,
      title: 'Add',
      category: 'toy',
      description: 'Adds two numbers.',
      inputs: { a: NUMBER_INPUT, b: { ...NUMBER_INPUT, default: 0 } },
      outputs: { sum: { socket: FLOAT } },
      run({ a, b }) {
        ran.push(`add ${a} ${b}`);
        return { sum: a + b };
      },
    }),
    defineNode({
      type: 'floor',
      version: 1,
      title: 'Floor',
      category: 'toy',
      description: 'Rounds down: different inputs, same output.',
      inputs: { a: NUMBER_INPUT },
      outputs: { value: { socket: FLOAT } },
      run({ a }) {
        ran.push(`floor ${a}`);
        return { value: Math.floor(a) };
      },
    }),
    defineNode({
      type: 'result',
      version: 1,
      title: 'Result',
      category: 'toy',
      description: 'A root of the run.',
      terminal: true,
      inputs: { value: { kind: 'socket', socket: ANY } },
      outputs: { value: { socket: ANY } },
      run({ value }) {
        ran.push('result');
        return { value };
      },
    }),
    defineNode({
      type: 'choose',
      version: 1,
      title: 'Choose',
      category: 'toy',
      description: 'Computes only the branch it takes.',
      inputs: {
        first: { kind: 'boolean' },
        a: { ...NUMBER_INPUT, lazy: true },
        b: { ...NUMBER_INPUT, lazy: true },
      },
      outputs: { value: { socket: FLOAT } },
      demand: ({ first }) => [first ? 'a' : 'b'],
      run({ first, a, b }) {
        ran.push('choose');
        return { value: (first ? a : b) ?? Number.NaN };
      },
    }),
    defineNode({
      type: 'repeat',
      version: 1,
      title: 'Repeat',
      category: 'toy',
      description: 'Adds `step` to `start` `times` times, each time a node.',
      inputs: { start: { ...NUMBER_INPUT, lazy: true }, step: NUMBER_INPUT, times: { kind: 'int', min: 1, max: 1000 } },
      outputs: { value: { socket: FLOAT } },
      expand({ step, times }) {
        const ids = Array.from({ length: times }, (_, i) => `step${i}`);
        const nodes = Object.fromEntries(
          ids.map((id, i) => {
            const a = i === 0 ? { parentInput: 'start' } : { node: `step${i - 1}`, output: 'sum' };
            return [id, { type: 'add', inputs: { a, b: { literal: step } } }];
          }),
        );
        return { nodes, outputs: { value: { node: `step${times - 1}`, output: 'sum' } }, steps: ids };
      },
    }),
    defineNode({
      type: 'fail',
      version: 1,
      title: 'Fail',
      category: 'toy',
      description: 'Always fails.',
      inputs: { a: { ...NUMBER_INPUT, default: 0 } },
      outputs: { value: { socket: FLOAT } },
      run() {
        ran.push('fail');
        throw Object.assign(new Error('no such luck'), { code: 'unlucky', details: { field: 'a' } });
      },
    }),
    defineNode({
      type: 'gate',
      version: 1,
      title: 'Gate',
      category: 'toy',
      description: 'Waits until the test opens it.',
      inputs: { a: { ...NUMBER_INPUT, default: 0 } },
      outputs: { value: { socket: FLOAT } },
      async run({ a }, { signal }) {
        ran.push(`gate ${a}`);
        await new Promise<void>((resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
          gate.addEventListener('open', () => resolve());
          if (isOpen) resolve();
        });
        return { value: a };
      },
    }),
    defineNode({
      type: 'random',
      version: 1,
      title: 'Random',
      category: 'toy',
      description: 'Differs every time.',
      reuse: 'volatile',
      inputs: {},
      outputs: { value: { socket: FLOAT } },
      run() {
        ran.push('random');
        return { value: Math.random() };
      },
    }),
    defineNode({
      type: 'make-int',
      version: 1,
      title: 'Whole',
      category: 'toy',
      description: 'Gives a whole number.',
      inputs: { value: { kind: 'int', min: 0, max: 10, default: 3 } },
      outputs: { value: { socket: INT } },
      run: ({ value }) => ({ value }),
    }),
    defineNode({
      type: 'tensor',
      version: 1,
      title: 'Tensor',
      category: 'toy',
      description: 'Gives an array of numbers.',
      inputs: { size: { kind: 'int', min: 1, max: 1_000_000 }, value: NUMBER_INPUT },
      outputs: { tensor: { socket: TENSOR } },
      run({ size, value }) {
        ran.push(`tensor ${size} ${value}`);
        return { tensor: { dims: [size], data: Float32Array.from({ length: size }, (_, i) => value * i) } };
      },
    }),
    defineNode({
      type: 'shift',
      version: 1,
      title: 'Shift',
      category: 'toy',
      description: 'Adds to every number of an array.',
      inputs: { tensor: { kind: 'socket', socket: TENSOR }, by: NUMBER_INPUT },
      outputs: { tensor: { socket: TENSOR } },
      run({ tensor, by }) {
        ran.push(`shift ${by}`);
        return { tensor: { dims: tensor.dims, data: tensor.data.map((value) => value + by) } };
      },
    }),
    defineNode({
      type: 'total',
      version: 1,
      title: 'Total',
      category: 'toy',
      description: 'Adds up an array.',
      inputs: { tensor: { kind: 'socket', socket: TENSOR }, factor: { ...NUMBER_INPUT, default: 1 } },
      outputs: { sum: { socket: FLOAT } },
      run({ tensor, factor }) {
        ran.push('total');
        return { sum: factor * tensor.data.reduce((sum, value) => sum + value, 0) };
      },
    }),
    defineNode({
      type: 'make-shape',
      version: 1,
      title: 'Shape',
      category: 'toy',
      description: 'Gives something that is no number.',
      inputs: {},
      outputs: { shape: { socket: socketType<string>('shape') } },
      run: () => ({ shape: 'round' }),
    }),
  ];
  definitions.push(
    reroute,
    defineNode({
      type: 'sum-all',
      version: 1,
      title: 'Sum',
      category: 'toy',
      description: 'Adds up a list.',
      inputs: { numbers: { ...NUMBER_INPUT, list: true } },
      outputs: { sum: { socket: FLOAT } },
      run({ numbers }) {
        ran.push(`sum ${numbers.join(',')}`);
        return { sum: numbers.reduce((sum, number) => sum + number, 0) };
      },
    }),
    defineNode({
      type: 'not-two',
      version: 1,
      title: 'Not two',
      category: 'toy',
      description: 'Fails for 2.',
      inputs: { a: NUMBER_INPUT },
      outputs: { value: { socket: FLOAT } },
      run({ a }) {
        ran.push(`not-two ${a}`);
        if (a === 2) throw new Error('not two');
        return { value: a };
      },
    }),
  );
  const open = (): void => {
    isOpen = true;
    gate.dispatchEvent(new Event('open'));
  };
  return { definitions, ran, open };
}

/** An engine with fresh toys. */
export function toyEngine(options: Partial<EngineOptions> = {}): Toys & { readonly engine: Engine } {
  const made = toys();
  return { ...made, engine: new Engine({ registry: new NodeRegistry(made.definitions), ...options }) };
}

/** An engine with the toys and more nodes, and what its toys ran. */
export function engineWith(...definitions: NodeDefinition[]): {
  readonly engine: Engine;
  readonly ran: readonly string[];
} {
  const made = toys();
  return { engine: new Engine({ registry: new NodeRegistry([...made.definitions, ...definitions]) }), ran: made.ran };
}

/** The link to an output, as a graph writes it: `node.output`. */
export const from = (source: string) => ({ from: source });
export const constant = (value: unknown) => ({ type: 'constant', inputs: { value } });
export const result = (source: string) => ({ type: 'result', inputs: { value: from(source) } });
