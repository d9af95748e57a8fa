/** A graph of ours while it is made: nodes with ids of their own, and where they stand. */
import { type Link, link, readLink } from '../../graph/graph.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import { ANY, BOOLEAN } from '../../graph/socket.ts';
import type { Workflow, WorkflowNode } from '../../workflow/schema.ts';
import type { TheirNode } from '../graph.ts';
import type { Placed } from './draft.ts';
import { heightOf } from './height.ts';
import { holderOf, literalSocket } from './holders.ts';
import { nearestColour } from './nearest-colour.ts';
import { type Native, Untranslatable } from './wire.ts';

type View = NonNullable<NonNullable<Workflow['view']>['nodes']>[string];

/** In links that read an input of the subgraph. */
export const INPUTS = '$inputs';

export class OurGraph {
  readonly nodes: Record<string, WorkflowNode> = {};
  readonly view: Record<string, View> = {};
  /** Ids of our nodes for each node of theirs. */
  readonly idsOf = new Map<string, string[]>();
  readonly #registry: NodeRegistry;
  /** The last number that was put behind a name. */
  readonly #numbers = new Map<string, number>();
  /** Socket types of the inputs of the subgraph, by name. */
  readonly #inputSockets: ReadonlyMap<string, string>;
  /** Socket types of outputs of instances of subgraphs, by id and output. */
  readonly #instanceSockets = new Map<string, ReadonlyMap<string, string>>();

  constructor(registry: NodeRegistry, inputSockets: ReadonlyMap<string, string> = new Map()) {
    this.#registry = registry;
    this.#inputSockets = inputSockets;
  }

  /** Adds a node that stands for one of theirs. @throws Untranslatable for a type that is not registered. */
  add(their: TheirNode, type: string, inputs: Readonly<Record<string, Native>>, extra: object = {}): Placed {
    if (!this.#registry.get(type)) throw new Untranslatable(`needs the node "${type}", which is not there`);
    const placed = this.#place(their, type, inputs, extra);
    this.#hold(their, placed.id);
    return placed;
  }

  /** Inputs of any type take links only: behind a literal, a node that holds it. */
  #hold(their: TheirNode, id: string): void {
    const { inputs: own = {}, ...node } = this.nodes[id] as WorkflowNode;
    const declared = this.#registry.get(node.type)?.inputs ?? {};
    const held = (value: Native): Native => {
      const type = holderOf(readLink(value)?.node === INPUTS ? this.socketOf(value) : literalSocket(value));
      return type === undefined ? value : this.#place(their, type, { value }, {}).out('value');
    };
    const inputs = Object.entries(own).map(([name, value]): [string, Native] => {
      const input = declared[name];
      if (input?.kind !== 'socket' || input.socket.name !== ANY.name) return [name, value];
      return [name, Array.isArray(value) ? value.map(held) : held(value)];
    });
    if (inputs.length > 0) this.nodes[id] = { ...node, inputs: Object.fromEntries(inputs) as typeof own };
  }

  /** Adds an instance of a subgraph. @param sockets types of its outputs by name. */
  addInstance(
    their: TheirNode,
    type: string,
    inputs: Readonly<Record<string, Native>>,
    sockets: ReadonlyMap<string, string>,
  ): Placed {
    const placed = this.#place(their, type, inputs, {});
    this.#instanceSockets.set(placed.id, sockets);
    return placed;
  }

  /** Takes back the nodes that a node of theirs became so far. */
  remove(their: TheirNode): void {
    for (const id of this.idsOf.get(their.id) ?? []) {
      delete this.nodes[id];
      delete this.view[id];
    }
    this.idsOf.delete(their.id);
  }

  /** Keeps what a node of theirs was given, beside the first node of ours that stands for it. */
  keep(their: TheirNode, kept: object): void {
    const [id = ''] = this.idsOf.get(their.id) ?? [];
    const node = this.nodes[id];
    if (node) this.nodes[id] = { ...node, comfyui: { ...(node['comfyui'] as object), ...kept } };
  }

  /** Our socket type of a link; undefined for a literal and for a link to nowhere. */
  socketOf(value: Native): string | undefined {
    const from = readLink(value);
    if (!from) return undefined;
    if (from.node === INPUTS) return this.#inputSockets.get(from.output);
    const known = this.#instanceSockets.get(from.node);
    if (known) return known.get(from.output);
    const node = this.nodes[from.node];
    const socket = node && this.#registry.get(node.type)?.outputs[from.output]?.socket.name;
    return socket === ANY.name ? this.#passedOn(node?.inputs) : socket;
  }

  /** The type that a node which takes and gives any type passes on. */
  #passedOn(inputs: WorkflowNode['inputs'] = {}): string {
    const sockets = Object.values(inputs).flatMap((value) => this.socketOf(value) ?? []);
    return sockets.find((socket) => socket !== ANY.name && socket !== BOOLEAN.name) ?? ANY.name;
  }

  /** Names of the outputs of a type, in order; further outputs of theirs have no counterpart. */
  outputsOf(type: string): readonly string[] {
    return Object.keys(this.#registry.get(type)?.outputs ?? {});
  }

  /** The height of a node on the canvas. */
  heightOf(id: string): number {
    const node = this.nodes[id];
    return node ? heightOf(node, this.#registry, this.#instanceSockets.get(id)?.size ?? 0) : 0;
  }

  #place(their: TheirNode, type: string, inputs: Readonly<Record<string, Native>>, extra: object): Placed {
    const id = this.#freeId(type.slice(type.indexOf('/') + 1));
    const earlier = this.idsOf.get(their.id) ?? [];
    const isFirst = earlier.length === 0;
    this.idsOf.set(their.id, [...earlier, id]);
    const given = Object.entries(inputs).filter(([, value]) => value !== undefined);
    this.nodes[id] = {
      type,
      ...(isFirst && their.title !== undefined && their.title !== their.class ? { title: their.title } : {}),
      ...(their.mode ? { mode: their.mode } : {}),
      ...(given.length > 0 ? { inputs: Object.fromEntries(given) as NonNullable<WorkflowNode['inputs']> } : {}),
      comfyui: { id: their.id, class: their.class },
      ...extra,
    };
    const { place } = their;
    if (place) {
      const colour = nearestColour(their.colour);
      // Further nodes begin lower by as little as tells their order; see spread.ts.
      const y = Math.round(place.y) + earlier.length;
      const seeds = this.#seeds(type, inputs, their.control);
      this.view[id] = { x: Math.round(place.x), y, ...(colour === undefined ? {} : { colour }), ...seeds };
    }
    return { id, out: (output): Link => link(id, output) };
  }

  /** Their editor changes seeds after a run; one that counts down stays here. */
  #seeds(type: string, inputs: Readonly<Record<string, Native>>, control: string | undefined): Pick<View, 'seeds'> {
    const change = control === 'randomize' ? 'random' : control === 'increment' ? 'increment' : undefined;
    if (!change) return {};
    const own = Object.entries(this.#registry.get(type)?.inputs ?? {}).filter(([, { kind }]) => kind === 'seed');
    const literal = own.filter(([name]) => name in inputs && !readLink(inputs[name]));
    return literal.length > 0 ? { seeds: Object.fromEntries(literal.map(([name]) => [name, change])) } : {};
  }

  #freeId(base: string): string {
    let number = this.#numbers.get(base) ?? 0;
    let id: string;
    do {
      number += 1;
      id = number === 1 ? base : `${base}-${number}`;
    } while (Object.hasOwn(this.nodes, id));
    this.#numbers.set(base, number);
    return id;
  }
}
