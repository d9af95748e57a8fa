// Problems of a graph: all are found at once, and each names its place.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../../engine/graph/graph-error.ts';
import type { Graph } from '../../engine/graph/graph.ts';
import type { GraphIssue } from '../../engine/graph/issues.ts';
import { planGraph } from '../../engine/graph/plan.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { toys } from './toy-nodes.ts';

const registry = new NodeRegistry(toys().definitions);
const from = (source: string) => ({ from: source });
const result = { type: 'result', inputs: { value: from('x.value') } };

function issuesOf(graph: Graph): readonly GraphIssue[] {
  try {
    planGraph(graph, registry);
  } catch (error) {
    if (error instanceof GraphError) return error.issues;
    throw error;
  }
  throw new Error('The graph is valid');
}

const messagesOf = (graph: Graph): string => new GraphError(issuesOf(graph)).message;

describe('planGraph', () => {
  it.each<[string, Graph['nodes'], Partial<GraphIssue>, string]>([
    [
      'an unknown node type',
      { x: { type: 'constnat' }, result },
      { code: 'unknown-node-type', node: 'x', received: 'constnat' },
      'Node "x": unknown node type "constnat". Did you mean "constant"?',
    ],
    [
      'an unknown input',
      { x: { type: 'constant', inputs: { valu: 1 } }, result },
      { code: 'unknown-input', node: 'x', input: 'valu' },
      'Node "x": has no input "valu". Did you mean "value"?',
    ],
    [
      'a missing input',
      { x: { type: 'floor' }, result },
      { code: 'missing-input', node: 'x', input: 'a', expected: 'float' },
      'Node "x", input "a": a value of type float is required, nothing is given.',
    ],
    [
      'a literal of another type',
      { x: { type: 'floor', inputs: { a: 'three' } }, result },
      { code: 'wrong-type', received: '"three"' },
      'Node "x", input "a": expected a number, got "three".',
    ],
    [
      'a number out of range',
      { x: { type: 'make-int', inputs: { value: 11 } }, result },
      { code: 'out-of-range', min: 0, max: 10, received: 11 },
      'Node "x", input "value": 11 is outside 0 to 10.',
    ],
    [
      'a fraction for a whole number',
      { x: { type: 'make-int', inputs: { value: 1.5 } }, result },
      { code: 'wrong-type' },
      'expected a whole number, got 1.5 (number)',
    ],
    [
      'a link to no node',
      { x: { type: 'floor', inputs: { a: from('y.value') } }, result },
      { code: 'unknown-source-node', source: 'y' },
      'Node "x", input "a": linked to node "y", which does not exist.',
    ],
    [
      'a link to no output',
      { c: { type: 'constant' }, x: { type: 'floor', inputs: { a: from('c.valeu') } }, result },
      { code: 'unknown-source-output', output: 'valeu' },
      'node "c" has no output "valeu". Did you mean "value"?',
    ],
    [
      'a link of another type',
      { s: { type: 'make-shape' }, x: { type: 'floor', inputs: { a: from('s.shape') } }, result },
      { code: 'type-mismatch', expected: 'float', received: 'shape' },
      'Node "x", input "a": expects float, but "s.shape" gives shape.',
    ],
    [
      'a cycle',
      {
        x: { type: 'floor', inputs: { a: from('y.sum') } },
        y: { type: 'add', inputs: { a: from('x.value') } },
        result,
      },
      { code: 'cycle' },
      'The graph has a cycle: ',
    ],
    [
      'a node that feeds itself',
      { x: { type: 'floor', inputs: { a: from('x.value') } }, result },
      { code: 'cycle', path: ['x', 'x'] },
      'The graph has a cycle: x -> x.',
    ],
    ['nothing to run', { x: { type: 'constant' } }, { code: 'no-outputs' }, 'no node that gives a result'],
  ])('finds %s', (_name, nodes, issue, message) => {
    expect(issuesOf({ nodes })[0]).toMatchObject(issue);
    expect(messagesOf({ nodes })).toContain(message);
  });

  it('reports all problems at once', () => {
    const codes = issuesOf({
      nodes: {
        a: { type: 'nope' },
        b: { type: 'make-int', inputs: { value: -1, extra: 1 } },
        c: { type: 'floor', inputs: { a: from('d.value') } },
        d: { type: 'floor', inputs: { a: from('c.value') } },
        out: { type: 'result', inputs: { value: from('b.value') } },
      },
    }).map(({ code }) => code);
    expect(codes.toSorted()).toEqual(['cycle', 'out-of-range', 'unknown-input', 'unknown-node-type']);
  });

  it('names every node of a cycle in order', () => {
    const [issue] = issuesOf({
      nodes: {
        x: { type: 'floor', inputs: { a: from('z.value') } },
        y: { type: 'floor', inputs: { a: from('x.value') } },
        z: { type: 'floor', inputs: { a: from('y.value') } },
        result,
      },
    });
    if (issue?.code !== 'cycle') throw new Error('a cycle');
    const ring = issue.path.slice(1).join('');
    expect('xyzxyz').toContain(ring);
    expect(issue.path[0]).toBe(issue.path.at(-1));
  });

  it('accepts an int where a float is expected, and not the reverse', () => {
    const nodes = { i: { type: 'make-int' }, x: { type: 'floor', inputs: { a: from('i.value') } }, result };
    expect(planGraph({ nodes }, registry).issues).toEqual([]);
    const reverse = {
      c: { type: 'constant' },
      x: { type: 'repeat', inputs: { start: 0, step: 1, times: from('c.value') } },
      result,
    };
    expect(issuesOf({ nodes: reverse })[0]).toMatchObject({
      code: 'type-mismatch',
      expected: 'int',
      received: 'float',
    });
  });

  it('leaves out nodes no target needs and, on request, invalid branches', () => {
    const nodes = {
      x: { type: 'constant' },
      idle: { type: 'constant' },
      bad: { type: 'floor' },
      result,
      broken: { type: 'result', inputs: { value: from('bad.value') } },
    };
    const plan = planGraph({ nodes }, registry, { partial: true });
    expect([...plan.nodes.keys()]).toEqual(['x', 'result']);
    expect(plan.targets).toEqual(['result']);
    expect(plan.issues.map(({ code }) => code)).toEqual(['missing-input']);
    expect(() => planGraph({ nodes }, registry)).toThrow(GraphError);
  });
});
