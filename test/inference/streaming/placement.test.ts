// The forecast of a device's memory: what stays, what is sent, and what a graph's values take.
import { describe, expect, test } from 'vitest';
import { activationPeak, sizesOf, valueBytes } from '../../../inference/onnx/streaming/activations.ts';
import { bytesWith, keptWithin, leastBytes } from '../../../inference/onnx/streaming/placement.ts';
import { splitPreparation } from '../../../inference/onnx/streaming/preparation.ts';
import type { Node } from '../../../inference/onnx/protobuf.ts';

const node = (op: string, inputs: readonly string[], outputs: readonly string[]): Node => ({
  op,
  domain: '',
  inputs,
  outputs,
  attributes: {},
});

describe('weights on a device', () => {
  const need = { weights: [100, 30, 30, 30], activations: 50 };

  test('take their bytes while they stay, and twice those of the largest that is sent', () => {
    expect(bytesWith(4, need)).toBe(100 + 30 + 30 + 30 + 50);
    expect(bytesWith(1, need)).toBe(100 + 50 + 60);
    expect(bytesWith(0, need)).toBe(50 + 200);
  });

  test('stay as far as there is room', () => {
    expect(keptWithin(240, need)).toBe(4);
    expect(keptWithin(239, need)).toBe(1);
    expect(keptWithin(209, need)).toBeUndefined();
    expect(leastBytes(need)).toBe(210);
  });
});

describe('values of a graph', () => {
  const float = (name: string) => ({ name, dtype: 'float32', shape: ['rows', 2] }) as const;

  test('take the memory of those alive at once, which 16 operators later is used again', () => {
    const chain = Array.from({ length: 40 }, (_, i) => node('Neg', [`v${i}`], [`v${i + 1}`]));
    const infos = Array.from({ length: 39 }, (_, i) => float(`v${i + 1}`));
    const graph = { nodes: chain, inputs: [float('v0')], outputs: [float('v40')], infos };
    const one = 10 * 2 * 4;
    // The input, 16 values of one batch and those of the next before the first are free.
    const peak = activationPeak(graph, new Map([['rows', 10]]));
    expect(peak % one).toBe(0);
    expect(peak / one).toBeGreaterThan(16);
    expect(peak / one).toBeLessThan(20);
  });

  test('have the sizes that inputs give to names, and those made of names', () => {
    const inputs = [
      { name: 'a', dtype: 'float32', shape: ['text', 4] },
      { name: 'b', dtype: 'float32', shape: ['image', 4] },
    ] as const;
    const sizes = sizesOf(inputs, (name) => (name === 'a' ? [3, 4] : [8, 4]));
    expect([...sizes]).toEqual([
      ['text', 3],
      ['image', 8],
    ]);
    expect(valueBytes({ dtype: 'float16', shape: ['text+image', 2] }, sizes)).toBe(11 * 2 * 2);
    expect(valueBytes({ dtype: 'float32', shape: ['image*4', 1] }, sizes)).toBe(32 * 4);
    expect(valueBytes({ dtype: 'int8', shape: ['image/4'] }, sizes)).toBe(2);
    expect(valueBytes({ dtype: 'float32', shape: ['other'] }, sizes)).toBeNaN();
  });

  test('count as the largest that they are made of when no input tells a size', () => {
    const graph = {
      nodes: [node('Reshape', ['a'], ['b']), node('Neg', ['b'], ['c'])],
      inputs: [{ name: 'a', dtype: 'float32', shape: [2, 'rows'] }],
      infos: [{ name: 'b', dtype: 'float32', shape: ['product'] }],
      outputs: [{ name: 'c', dtype: 'float32', shape: ['product'] }],
    } as const;
    expect(activationPeak(graph, new Map([['rows', 5]]))).toBe(3 * 2 * 5 * 4);
  });
});

describe('bytes of weights', () => {
  test('are worked with in a graph of their own, and nothing else is', () => {
    const codes = { name: 'codes', dtype: 'int8', shape: [4, 8] } as const;
    const scale = { name: 'scale', dtype: 'float16', shape: [4] } as const;
    const other = { name: 'other', dtype: 'uint8', shape: [4, 8] } as const;
    const made = { name: 'made', dtype: 'uint8', shape: [4, 8] } as const;
    const wide = { name: 'wide', dtype: 'float32', shape: [4, 8] } as const;
    const factors = { name: 'factors', dtype: 'float32', shape: [4] } as const;
    const y = { name: 'y', dtype: 'float32', shape: [4, 8] } as const;
    const nodes = [
      node('Cast', ['codes'], ['made']),
      node('Cast', ['other'], ['wide']),
      node('Cast', ['scale'], ['factors']),
      node('Product', ['x', 'made', 'wide', 'factors'], ['y']),
    ];
    const x = { name: 'x', dtype: 'float32', shape: [4, 8] } as const;
    const graph = { name: 'layer', nodes, initializers: [], inputs: [x], outputs: [y], infos: [made, wide, factors] };
    const { main, preparation, sent } = splitPreparation(graph, [codes, scale, other]);
    expect(preparation?.nodes.map(({ outputs }) => outputs)).toEqual([['made'], ['wide']]);
    expect(preparation?.inputs).toEqual([codes, other]);
    expect(main.nodes.map(({ inputs }) => inputs)).toEqual([['scale'], ['x', 'made', 'wide', 'factors']]);
    expect(sent).toEqual([scale, made, wide]);
  });
});
