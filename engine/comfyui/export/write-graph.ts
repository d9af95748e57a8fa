/** A graph of ours as one of theirs: nodes that read come first, and may write the nodes that they read along. */
import { linksOf } from '../../graph/flatten/flat-node.ts';
import { SUBGRAPH_PREFIX } from '../../graph/flatten/subgraph-type.ts';
import { readEach, readLink } from '../../graph/graph.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import { topologicalOrder } from '../../graph/topological.ts';
import type { ComfyNodes } from '../define.ts';
import { defaultOf } from '../inputs.ts';
import type { Native } from '../translate/wire.ts';
import { isHolder } from '../translate/holders.ts';
import { asKept, type AsKept, groupOf, type KeptContext, keptContext, type KeptNode, keptNode } from './as-kept.ts';
import { type Added, type Out, Slot, Unwritable } from './ours.ts';
import { Reading } from './reading.ts';
import { originOf, type SourceNode } from './source-node.ts';
import { wholeForeign } from './whole-foreign.ts';
import type { Candidate } from './way-back.ts';
import type { WrittenGraph, WrittenInput, WrittenNode } from './written.ts';

export interface GraphContext {
  readonly theirs: ComfyNodes;
  readonly registry: NodeRegistry;
  readonly candidates: ReadonlyMap<string, readonly Candidate[]>;
  /** Names of the inputs and outputs of a subgraph, by its name. */
  readonly subgraphs: ReadonlyMap<string, { readonly inputs: readonly string[]; readonly outputs: readonly string[] }>;
  /** Collects what cannot be written. */
  readonly problems: Set<string>;
  readonly issues: { readonly node: string; readonly message: string }[];
}

/** Literals, links of ours, and slots of nodes that were written. */
type Givens = Readonly<Record<string, Native>>;

/**
 * @param inputs names of the inputs of the subgraph whose nodes these are.
 * @param outputs of the subgraph, by name.
 */
export function writeGraph(
  nodes: ReadonlyMap<string, SourceNode>,
  inputs: readonly string[],
  outputs: Readonly<Record<string, Native>>,
  context: GraphContext,
): WrittenGraph {
  return new GraphWriter(nodes, inputs, context).write(outputs);
}

/** A value that only their editor knows as a node. */
const PRIMITIVE = 'PrimitiveNode';

class GraphWriter {
  readonly #nodes: ReadonlyMap<string, SourceNode>;
  readonly #inputs: readonly string[];
  readonly #context: GraphContext;
  readonly #origins: KeptContext;
  readonly #written: WrittenNode[] = [];
  /** Values of nodes that were written, as definitions gave them. */
  readonly #given = new Map<WrittenNode, Givens>();
  readonly #outputs = new Map<string, Givens>();
  readonly #wanted = new Set<string>();
  /** Nodes of ours that were written along with another. */
  readonly #done = new Set<string>();
  /** Nodes of theirs that go back as they came, by their id. */
  readonly #keptNodes = new Map<string, WrittenNode>();

  constructor(nodes: ReadonlyMap<string, SourceNode>, inputs: readonly string[], context: GraphContext) {
    this.#nodes = nodes;
    this.#inputs = inputs;
    this.#context = context;
    this.#origins = keptContext(nodes, context);
  }

  write(outputs: Readonly<Record<string, Native>>): WrittenGraph {
    const { order, stuck } = topologicalOrder(this.#nodes, ({ inputs = {} }) => sourcesOf(inputs));
    if (stuck.length > 0)
      this.#context.problems.add(`nodes ${stuck.slice(0, 5).join(', ')} read each other in a circle`);
    const read = new Set([...this.#nodes.values()].flatMap(({ inputs = {} }) => [...sourcesOf(inputs)]));
    for (const value of Object.values(outputs)) this.#want(value);
    for (const id of order.toReversed()) {
      const node = this.#nodes.get(id);
      if (!node || this.#done.has(id)) continue;
      if (!read.has(id) || this.#wanted.has(id)) this.#outputs.set(id, this.#writeNode(id, node));
    }
    // Theirs run in the order of their links; people read a file from its beginning.
    this.#written.reverse();
    for (const node of this.#written) this.#link(node);
    const named = Object.entries(outputs).map(([name, value]) => [name, this.#resolve(value)] as const);
    return { nodes: this.#written, outputs: new Map(named.flatMap(([name, input]) => (input ? [[name, input]] : []))) };
  }

  #writeNode(id: string, node: SourceNode): Givens {
    if (node.type === 'foreign-node') return this.#foreign(id, node);
    if (node.type.startsWith(SUBGRAPH_PREFIX)) return this.#instance(id, node);
    if (node.type === 'reroute' || this.#isHeld(node)) {
      this.#want(node.inputs?.['value']);
      return { value: node.inputs?.['value'] };
    }
    const kept = asKept(id, this.#origins);
    if (kept) return this.#kept(kept, id);
    const origin = originOf(node);
    const all = this.#context.candidates.get(node.type) ?? [];
    const candidates = all.toSorted((a, b) => Number(b.class === origin?.class) - Number(a.class === origin?.class));
    let refused: readonly string[] | undefined;
    for (const { class: name, write } of candidates) {
      const reading = new Reading(id, node, { nodes: this.#nodes, registry: this.#context.registry });
      const added: [WrittenNode, Givens][] = [];
      try {
        const written = write(reading, this.#out(id, node, added));
        const problems = reading.problems(name);
        if (problems.length === 0) {
          this.#take(added);
          for (const value of Object.values(written)) if (!(value instanceof Slot)) this.#want(value);
          return written;
        }
        refused ??= problems;
      } catch (error) {
        if (!(error instanceof Unwritable)) throw error;
        refused ??= [error.message];
      }
    }
    const title = this.#context.registry.get(node.type)?.title ?? node.type;
    for (const problem of refused ?? [`node "${id}" (${title}) has no counterpart in ComfyUI`]) {
      this.#context.problems.add(problem);
    }
    // What it reads may have errors too, and all are reported at once.
    for (const value of Object.values(node.inputs ?? {})) this.#want(value);
    return {};
  }

  /** Whether a node holds a value that a node of theirs has itself: the import puts one behind some inputs. */
  #isHeld(node: SourceNode): boolean {
    const origin = originOf(node);
    if (!origin || !isHolder(node.type) || origin.class === PRIMITIVE) return false;
    return !this.#context.candidates.get(node.type)?.some((candidate) => candidate.class === origin.class);
  }

  #out(id: string, node: SourceNode, added: [WrittenNode, Givens][]): Out {
    return {
      add: (className, inputs): Added => {
        for (const [name, value] of Object.entries(inputs)) {
          if (!readEach(value)) continue;
          throw new Unwritable(`node "${id}", ${name}: a list of values runs once for each; ComfyUI has no such thing`);
        }
        const origin = originOf(node);
        const written: WrittenNode = {
          id: origin?.class === className ? origin.id : '',
          class: className,
          ours: id,
          number: added.length,
          // The import gave the first of several nodes the place of theirs.
          at: groupOf(id, this.#origins)[0] ?? id,
          ...(added.length === 0 ? { title: node.title } : {}),
          mode: node.mode,
          inputs: new Map(),
        };
        added.push([written, inputs]);
        return { out: (slot) => new Slot(written, slot) };
      },
      issue: (message) => this.#context.issues.push({ node: id, message: `Node "${id}": ${message}` }),
    };
  }

  #take(added: readonly (readonly [WrittenNode, Givens])[]): void {
    for (const [node, inputs] of added.toReversed()) {
      this.#written.push(node);
      this.#given.set(node, inputs);
      for (const value of Object.values(inputs)) if (!(value instanceof Slot)) this.#want(value);
    }
  }

  /** Writes a node as it came, for all the nodes of ours that stand for it. */
  #kept({ node: kept, group, slots }: AsKept, own: string): Givens {
    const [first = own] = group;
    const written = this.#keptNode(kept, first, this.#nodes.get(first));
    for (const id of group) {
      const given = [...slots].filter(([from]) => from.startsWith(`${id}.`));
      const outputs = given.map(([from, slot]) => [from.slice(id.length + 1), new Slot(written, slot)] as const);
      this.#outputs.set(id, Object.fromEntries(outputs));
      this.#done.add(id);
    }
    return this.#outputs.get(own) ?? {};
  }

  #keptNode(kept: KeptNode, at: string, { title, mode }: Partial<SourceNode> = {}): WrittenNode {
    const known = this.#keptNodes.get(kept.id);
    if (known?.class === kept.class) return known;
    const written: WrittenNode = {
      id: kept.id,
      class: kept.class,
      ours: at,
      number: this.#keptNodes.size,
      at,
      title,
      mode,
      inputs: new Map(),
    };
    this.#keptNodes.set(kept.id, written);
    const made = Object.entries(kept.made).map(([name, { slot, node }]) => {
      return [name, new Slot(this.#keptNode(node, at), slot)] as const;
    });
    this.#take([[written, { ...kept.inputs, ...Object.fromEntries(made) }]]);
    return written;
  }

  #foreign(id: string, node: SourceNode): Givens {
    const whole = wholeForeign(id, node);
    const origin = originOf(node);
    // Nodes that have none of ours, such as samplers, are written for it.
    const made = Object.entries((origin && keptNode(node, origin)?.made) ?? {}).map(([name, each]) => {
      return [name, new Slot(this.#keptNode(each.node, id), each.slot)] as const;
    });
    this.#take([[whole.written, { ...whole.inputs, ...Object.fromEntries(made) }]]);
    const outputs = Object.keys(this.#context.registry.get(node.type)?.outputs ?? {});
    return Object.fromEntries(outputs.map((output, slot) => [output, new Slot(whole.written, slot)]));
  }

  #instance(id: string, node: SourceNode): Givens {
    const name = node.type.slice(SUBGRAPH_PREFIX.length);
    const subgraph = this.#context.subgraphs.get(name);
    if (!subgraph) {
      this.#context.problems.add(`node "${id}": there is no subgraph "${name}"`);
      return {};
    }
    const written: WrittenNode = {
      id: originOf(node)?.id ?? '',
      class: name,
      isInstance: true,
      ours: id,
      number: 0,
      at: id,
      title: node.title,
      mode: node.mode,
      inputs: new Map(),
    };
    this.#take([[written, node.inputs ?? {}]]);
    return Object.fromEntries(subgraph.outputs.map((output, slot) => [output, new Slot(written, slot)]));
  }

  #want(value: Native): void {
    for (const { node } of linksOf(value)) this.#wanted.add(node);
  }

  /** Fills in the inputs of a node, in the order of its definition. */
  #link(node: WrittenNode): void {
    const given = this.#given.get(node) ?? {};
    const definition = node.isInstance === true ? undefined : this.#context.theirs.get(node.class);
    const names = definition
      ? [...new Set([...Object.keys(definition.inputs), ...Object.keys(given)])]
      : Object.keys(given);
    for (const name of names) {
      const resolved = given[name] === undefined ? undefined : this.#resolve(given[name]);
      const own = definition?.inputs[name];
      const value = own && !resolved ? defaultOf(own) : undefined;
      if (resolved) node.inputs.set(name, resolved);
      else if (value !== undefined) node.inputs.set(name, { kind: 'value', value });
    }
  }

  #resolve(value: Native, passed = 0): WrittenInput | undefined {
    if (value instanceof Slot) return { kind: 'link', from: value.node as WrittenNode, slot: value.number };
    const from = readLink(value);
    if (!from) return value === undefined ? undefined : { kind: 'value', value };
    if (from.node === '$inputs') {
      const slot = this.#inputs.indexOf(from.output);
      return slot < 0 ? undefined : { kind: 'link', from: 'inputs', slot };
    }
    const next = this.#outputs.get(from.node)?.[from.output];
    if (next === undefined || passed > this.#nodes.size) return undefined;
    return this.#resolve(next, passed + 1);
  }
}

function sourcesOf(inputs: Readonly<Record<string, unknown>>): Set<string> {
  return new Set(Object.values(inputs).flatMap((value) => linksOf(value).map(({ node }) => node)));
}
