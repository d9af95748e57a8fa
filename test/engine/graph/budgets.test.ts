// Small files that stand for huge graphs: they are refused before anything of that size is made.
import { describe, expect, it } from 'vitest';
import { closest } from '../../../engine/graph/closest.ts';
import { GraphError } from '../../../engine/graph/graph-error.ts';
import type { Graph, GraphNode } from '../../../engine/graph/graph.ts';
import type { GraphIssue } from '../../../engine/graph/issues.ts';
import { planGraph } from '../../../engine/graph/plan.ts';
import { toyEngine } from '../toy-nodes.ts';
import { fastest } from '../../support/fastest.ts';

const { registry } = toyEngine().engine;
const from = (source: string) => ({ from: source });
const result = (source: string): GraphNode => ({ type: 'result', inputs: { value: from(source) } });

function refusal(graph: Graph, most?: number): GraphError {
  try {
    planGraph(graph, registry, { most, partial: true });
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
  throw new Error('The graph was not refused');
}

const issuesOf = (graph: Graph, most?: number): readonly GraphIssue[] => refusal(graph, most).issues;

/** A subgraph with `width` instances of the next one, `levels` deep. */
function nested(levels: number, width: number, inner: Readonly<Record<string, GraphNode>>): Graph {
  const subgraphs: Record<string, { nodes: Record<string, GraphNode> }> = { l0: { nodes: inner } };
  for (let level = 1; level < levels; level++) {
    const nodes = Array.from({ length: width }, (_, i) => [`n${i}`, { type: `subgraph/l${level - 1}` }] as const);
    subgraphs[`l${level}`] = { nodes: Object.fromEntries(nodes) };
  }
  return { nodes: { top: { type: `subgraph/l${levels - 1}` }, out: result('top.x') }, subgraphs };
}

describe('subgraphs', () => {
  it('are counted before they are inlined', () => {
    const [issue] = issuesOf(nested(8, 10, { a: { type: 'constant', inputs: { value: 1 } } }));
    // The top, 10 + 100 + ... + 10^7 instances, 10^7 nodes, and the result.
    expect(issue).toEqual({
      code: 'too-many-nodes',
      node: '',
      max: 100_000,
      received: 1 + 11_111_110 + 10_000_000 + 1,
    });
  });

  it('count even when they hold no node', () => {
    expect(issuesOf(nested(16, 30, {}))[0]?.code).toBe('too-many-nodes');
  });

  it('count with the inputs of their nodes', () => {
    const inputs = Object.fromEntries(Array.from({ length: 1600 }, (_, i) => [`i${i}`, i]));
    expect(issuesOf(nested(3, 50, { a: { type: 'constant', inputs } }))[0]?.code).toBe('too-many-nodes');
  });

  it('that contain each other in every order are refused as well', () => {
    const names = Array.from({ length: 12 }, (_, i) => `s${i}`);
    const inside = Object.fromEntries(names.map((name) => [name, { type: `subgraph/${name}` }]));
    const subgraphs = Object.fromEntries(names.map((name) => [name, { nodes: inside }]));
    expect(issuesOf({ nodes: inside, subgraphs })[0]?.code).toBe('too-many-nodes');
  });

  it('nest 16 levels deep', () => {
    const graph = nested(17, 1, { a: { type: 'constant', inputs: { value: 1 } } });
    expect(issuesOf(graph)).toContainEqual({
      code: 'too-deep',
      node: 'top:n0:n0:n0:n0:n0:n0:n0:n0:n0:n0:n0:n0:n0:n0:n0:n0',
      max: 16,
    });
    expect(refusal(graph).message).toMatch(/: subgraphs nest more than 16 levels deep here\.$/m);
  });
});

describe('lists of values', () => {
  const each = (length: number, axis?: string) => ({
    each: Array.from({ length }, (_, i) => i),
    ...(axis === undefined ? {} : { axis }),
  });

  it('are counted before nodes are copied', () => {
    const nodes = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`n${i}`, { type: 'constant', inputs: { value: each(9000) } }]),
    );
    expect(refusal({ nodes: { ...nodes, out: result('n0.value') } }).message).toBe(
      'Once subgraphs and lists of values are unrolled, the workflow has 189000 nodes; the most is 100000. ' +
        'Use shorter lists, or fewer subgraphs.',
    );
  });

  it('are counted as links of an input that takes a list', () => {
    const many: GraphNode = { type: 'constant', inputs: { value: each(10_000) } };
    const links = Array.from({ length: 500 }, () => from('many.value'));
    const graph = { nodes: { many, all: { type: 'sum-all', inputs: { numbers: links } }, out: result('all.sum') } };
    expect(issuesOf(graph)[0]?.code).toBe('too-many-nodes');
  });

  it('combine up to 32 axes', () => {
    const inputs = Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`i${i}`, each(1, `axis${i}`)]));
    expect(issuesOf({ nodes: { a: { type: 'constant', inputs } } })).toContainEqual({
      code: 'too-many-lists',
      node: 'a',
      max: 32,
    });
  });

  it('may be given a lower limit', () => {
    const graph = { nodes: { a: { type: 'constant', inputs: { value: each(50) } }, out: result('a.value') } };
    expect(planGraph(graph, registry, { most: 100 }).nodes.size).toBe(100);
    expect(issuesOf(graph, 99)).toEqual([{ code: 'too-many-nodes', node: '', max: 99, received: 100 }]);
  });
});

describe('problems without end', () => {
  it('list the first hundred, and say how many there are', () => {
    const nodes = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`n${i}`, { type: `unknown-${i}` }]));
    const error = refusal({ nodes });
    const lines = error.message.split('\n');
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)).toBe('And 4901 more problems.');
    expect(error.issues).toHaveLength(5001);
  });

  it('show the beginning of a long name', () => {
    const long = 'x'.repeat(5_000_000);
    const graph = {
      nodes: { [long]: { type: long, inputs: { [long]: from(`${long}.${long}`) } }, out: result(`${long}.a`) },
    };
    expect(refusal(graph).message.length).toBeLessThan(2000);
  });

  it('suggest names only for words that can be a typing error', () => {
    expect(closest('scedule', ['schedule', 'x'.repeat(1_000_000)])).toBe('schedule');
    expect(closest('y'.repeat(81), ['y'.repeat(80)])).toBeUndefined();
    const words = Array.from({ length: 2000 }, (_, i) => `${'z'.repeat(60)}${i}`);
    const hit = fastest(() => closest('abcdefgh'.repeat(8), words));
    const plain = fastest(() => words.map((word) => Array.from(word).toSorted().join('')));
    expect(hit).toBeLessThan(plain * 20);
  });
});

it('a chain of reroutes is followed once, however many nodes read its end', () => {
  const chain = (length: number, readers: number): Graph => {
    const nodes: Record<string, GraphNode> = { start: { type: 'constant', inputs: { value: 1 } } };
    for (let i = 0; i < length; i++)
      nodes[`r${i}`] = { type: 'reroute', inputs: { value: from(i === 0 ? 'start.value' : `r${i - 1}.value`) } };
    for (let i = 0; i < readers; i++) nodes[`out${i}`] = result(`r${length - 1}.value`);
    return { nodes };
  };
  const plan = planGraph(chain(4000, 4000), registry);
  expect(plan.nodes.get('out3999')?.inputs.get('value')).toEqual({ kind: 'link', source: 'start', output: 'value' });
  const [short, long] = [500, 4000].map((length) => fastest(() => planGraph(chain(length, length), registry)));
  expect(long ?? 0).toBeLessThan(8 * 6 * (short ?? 0));
});
