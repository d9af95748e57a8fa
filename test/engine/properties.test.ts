// Properties of caching on every graph: a run computes exactly what it must, and keys cover all that affects results.
import {
  array,
  asyncProperty,
  assert as check,
  constantFrom,
  integer,
  nat,
  record,
  shuffledSubarray,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestText } from '../../engine/cache/canonical.ts';
import { MemoryCache } from '../../engine/cache/memory.ts';
import type { Graph, GraphNode } from '../../engine/graph/graph.ts';
import { Engine } from '../../engine/run/engine.ts';
import { MemoryTraces } from '../../engine/run/trace.ts';
import { defineNode } from '../../engine/graph/define.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { FLOAT } from '../../engine/graph/socket.ts';

/** A node of a random graph: reads some of the nodes before it. */
interface Spec {
  readonly sources: readonly number[];
  readonly literal: number;
  /** Small, so that different inputs often give the same output. */
  readonly modulus: number;
}

const MOST_NODES = 12;
const spec = record({
  sources: array(nat(), { maxLength: 3 }),
  literal: integer({ min: 0, max: 3 }),
  modulus: integer({ min: 1, max: 4 }),
});
const dag = array(spec, { minLength: 1, maxLength: MOST_NODES }).map((specs) =>
  specs.map((each, i): Spec => ({ ...each, sources: i === 0 ? [] : each.sources.map((n) => n % i) })),
);
const edit = record({ node: nat(), change: constantFrom('literal', 'modulus', 'rewire', 'none'), value: nat() });

function edited(
  specs: readonly Spec[],
  { node, change, value }: { readonly node: number; readonly change: string; readonly value: number },
): readonly Spec[] {
  const at = node % specs.length;
  return specs.map((each, i): Spec => {
    if (i !== at || change === 'none') return each;
    if (change === 'literal') return { ...each, literal: value % 4 };
    if (change === 'modulus') return { ...each, modulus: (value % 4) + 1 };
    return { ...each, sources: i === 0 ? [] : [value % i, ...each.sources.slice(1)] };
  });
}

const mix = (ran: string[]) =>
  defineNode({
    type: 'mix',
    version: 1,
    title: 'Mix',
    category: 'test',
    description: 'Adds up, modulo.',
    terminal: true,
    inputs: {
      numbers: { kind: 'float', min: -1e9, max: 1e9, list: true, optional: true },
      literal: { kind: 'int', min: 0, max: 100 },
      modulus: { kind: 'int', min: 1, max: 100 },
    },
    outputs: { value: { socket: FLOAT } },
    run({ numbers = [], literal, modulus }) {
      ran.push(JSON.stringify([numbers, literal, modulus]));
      return { value: (numbers.reduce((sum, n) => sum + n, 0) + literal) % modulus };
    },
  });

function graphOf(specs: readonly Spec[], name: (i: number) => string = (i) => `n${i}`): Graph {
  return {
    nodes: Object.fromEntries(
      specs.map(({ sources, literal, modulus }, i) => {
        const numbers =
          sources.length > 0 ? { numbers: sources.map((source) => ({ from: `${name(source)}.value` })) } : {};
        return [name(i), { type: 'mix', inputs: { ...numbers, literal, modulus } } satisfies GraphNode];
      }),
    ),
  };
}

/** What an ideal engine knows: which ancestries it has seen, and which actions on which values. */
class Oracle {
  readonly #ancestries = new Set<string>();
  readonly #actions = new Set<string>();

  /** The actions that must run for the targets, each once. */
  run(specs: readonly Spec[], targets: readonly number[]): Set<string> {
    const values: number[] = [];
    const ancestry: string[] = [];
    const action = specs.map(({ sources, literal, modulus }) => {
      const numbers = sources.map((source) => values[source] ?? 0);
      values.push((numbers.reduce((sum, n) => sum + n, 0) + literal) % modulus);
      ancestry.push(digestText(JSON.stringify([sources.map((source) => ancestry[source]), literal, modulus])));
      return JSON.stringify([numbers, literal, modulus]);
    });
    const demanded = new Set<number>();
    const demand = (i: number): void => {
      if (demanded.has(i) || this.#ancestries.has(ancestry[i] ?? '')) return;
      demanded.add(i);
      specs[i]?.sources.forEach(demand);
    };
    targets.forEach(demand);
    const must = new Set([...demanded].map((i) => action[i] ?? '').filter((each) => !this.#actions.has(each)));
    for (const i of demanded) {
      this.#ancestries.add(ancestry[i] ?? '');
      this.#actions.add(action[i] ?? '');
    }
    return must;
  }
}

const sorted = (texts: Iterable<string>): string[] => [...texts].toSorted();

describe('a run', () => {
  it('computes exactly the actions it must, each once, after random edits of random graphs', async () => {
    const targets = shuffledSubarray(
      Array.from({ length: MOST_NODES }, (_, i) => i),
      { minLength: 1, maxLength: 4 },
    );
    await check(
      asyncProperty(dag, array(record({ edit, targets }), { minLength: 1, maxLength: 5 }), async (first, rounds) => {
        const ran: string[] = [];
        const engine = new Engine({ registry: new NodeRegistry([mix(ran)]) });
        const oracle = new Oracle();
        let specs: readonly Spec[] = first;
        for (const round of rounds) {
          specs = edited(specs, round.edit);
          const wanted = [...new Set(round.targets.map((target) => target % specs.length))];
          ran.length = 0;
          const { status, executed } = await engine.run(graphOf(specs), { targets: wanted.map((i) => `n${i}`) });
          expect(status).toBe('done');
          expect(sorted(ran)).toEqual(sorted(oracle.run(specs, wanted)));
          expect(executed).toHaveLength(ran.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('computes nothing when only names and the order of fields change', async () => {
    await check(
      asyncProperty(dag, async (specs) => {
        const ran: string[] = [];
        const engine = new Engine({ registry: new NodeRegistry([mix(ran)]) });
        await engine.run(graphOf(specs));
        ran.length = 0;
        const renamed = graphOf(specs, (i) => `renamed${MOST_NODES - i}`);
        const reordered = Object.fromEntries(
          Object.entries(renamed.nodes)
            .toReversed()
            .map(([id, node]) => [
              id,
              {
                title: 'Another title',
                inputs: Object.fromEntries(Object.entries(node.inputs ?? {}).toReversed()),
                type: node.type,
              },
            ]),
        );
        await engine.run({ nodes: reordered });
        expect(ran).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('keys', () => {
  /** Nodes whose deep key finds no result. */
  async function unknown(engine: Engine, graph: Graph): Promise<Set<string>> {
    const { nodes } = await engine.forecast(graph, { targets: Object.keys(graph.nodes) });
    return new Set(nodes.flatMap(({ node, action }) => (action === 'run' ? [node] : [])));
  }

  it('change with every literal and link, in the node and below it, and nowhere else', async () => {
    await check(
      asyncProperty(dag, edit, async (specs, change) => {
        const engine = new Engine({ registry: new NodeRegistry([mix([])]) });
        await engine.run(graphOf(specs));
        const after = edited(specs, change);
        const at = change.node % specs.length;
        const same = JSON.stringify(after[at]) === JSON.stringify(specs[at]);
        const below = new Set(same ? [] : [at]);
        after.forEach(({ sources }, i) => sources.some((source) => below.has(source)) && below.add(i));
        // A node that became equal to another node has the same key.
        const identity = (of: readonly Spec[]): string[] =>
          of.reduce<string[]>(
            (ids, { sources, literal, modulus }) => [
              ...ids,
              digestText(JSON.stringify([sources.map((s) => ids[s]), literal, modulus])),
            ],
            [],
          );
        const known = new Set(identity(specs));
        const expected = identity(after).flatMap((id, i) => (known.has(id) ? [] : [`n${i}`]));
        expect([...(await unknown(engine, graphOf(after)))].toSorted()).toEqual(expected.toSorted());
        expect(expected.every((id) => below.has(Number(id.slice(1))))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  const versioned = (version: number, state: string) =>
    defineNode({
      type: 'outside',
      version,
      title: 'Outside',
      category: 'test',
      description: 'Reads something outside.',
      terminal: true,
      inputs: {
        text: { kind: 'text', default: '' },
        flag: { kind: 'boolean', default: false },
        number: { kind: 'float', min: -10, max: 10, default: 1 },
        seed: { kind: 'seed', default: 1 },
      },
      outputs: { value: { socket: FLOAT }, other: { socket: FLOAT } },
      fingerprint: () => state,
      run: () => ({ value: 1, other: 2 }),
    });

  it.each<[string, number, string, Record<string, unknown>, boolean]>([
    ['nothing', 1, 'a', {}, false],
    ['a default written out', 1, 'a', { number: 1, text: '' }, false],
    ['a seed as text', 1, 'a', { seed: '1' }, false],
    ['the version of the node', 2, 'a', {}, true],
    ['the state outside', 1, 'b', {}, true],
    ['a text', 1, 'a', { text: '1' }, true],
    ['a space', 1, 'a', { text: ' ' }, true],
    ['the sign of zero', 1, 'a', { number: -0 }, true],
    ['the last bit of a number', 1, 'a', { number: 1 + Number.EPSILON }, true],
    ['a boolean', 1, 'a', { flag: true }, true],
    ['a seed beyond 2^53', 1, 'a', { seed: '9007199254740993' }, true],
  ])('treat %s as they should', async (_what, version, state, inputs, changes) => {
    const { cache, traces } = shared();
    const run = (definition: ReturnType<typeof versioned>, given: Record<string, unknown>) =>
      new Engine({ registry: new NodeRegistry([definition]), cache, traces }).run({
        nodes: { n: { type: 'outside', inputs: given } },
      });
    await run(versioned(1, 'a'), {});
    expect((await run(versioned(version, state), inputs)).executed).toEqual(changes ? ['n'] : []);
  });
});

function shared(): { cache: MemoryCache; traces: MemoryTraces } {
  return { cache: new MemoryCache(), traces: new MemoryTraces() };
}
