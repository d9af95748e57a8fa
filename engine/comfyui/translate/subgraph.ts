/** Instances of subgraphs: what passes in and out, in our terms. */
import { link, type Link, readLink } from '../../graph/graph.ts';
import type { Workflow } from '../../workflow/schema.ts';
import type { TheirSubgraph } from '../graph.ts';
import type { InstanceInputs } from './given-node.ts';
import { literalSocket } from './holders.ts';
import { INPUTS, type OurGraph } from './our-graph.ts';
import type { Native, Wire } from './wire.ts';

type Subgraph = NonNullable<Workflow['subgraphs']>[string];

export interface OurSubgraph extends Subgraph {
  readonly inputs: NonNullable<Subgraph['inputs']>;
}

/** What an instance gives to a subgraph. */
export interface FoundInstance extends InstanceInputs {
  /** Wires of the inputs as nodes inside see them, by slot. */
  readonly inside: ReadonlyMap<number, Wire>;
  /** Our socket types by our input name. */
  readonly sockets: ReadonlyMap<string, string>;
  /** Literals and links of the outer graph, by our input name; of inputs that have none: the default. */
  readonly given: ReadonlyMap<string, Native>;
  /** Defaults of inputs that have one, by our input name. */
  readonly defaults: ReadonlyMap<string, Native>;
  /** Inputs whose literal decided how nodes were translated. */
  readonly baked: ReadonlySet<string>;
}

/**
 * Each value of a wire is an input of ours: by the name that theirs shows, with the name of the value behind it where a
 * wire has several.
 */
export function instanceWires(
  subgraph: TheirSubgraph,
  wires: ReadonlyMap<string, Wire>,
  outer: OurGraph,
  outerInstance: InstanceInputs | undefined,
): FoundInstance {
  const inside = new Map<number, Wire>();
  const sockets = new Map<string, string>();
  const given = new Map<string, Native>();
  const defaults = new Map<string, Native>();
  const baked = new Set<string>();
  for (const [slot, { name, label, value }] of subgraph.inputs.entries()) {
    const from = wires.get(name);
    if (!from && value === undefined) continue;
    const fields: Record<string, Native> = {};
    for (const [field, outerValue] of Object.entries(from ?? { value })) {
      const ours = ourName(label ?? name, field, given);
      if (from) given.set(ours, outerValue);
      else given.set(ours, undefined);
      const shown = field === 'value' && value !== undefined ? value : readLink(outerValue) ? undefined : outerValue;
      if (shown !== undefined) defaults.set(ours, shown);
      const socket = outer.socketOf(outerValue) ?? literalSocket(outerValue);
      if (socket !== undefined) sockets.set(ours, socket);
      fields[field] = link(INPUTS, ours);
    }
    inside.set(slot, fields);
  }
  return {
    inside,
    sockets,
    given,
    defaults,
    baked,
    literal(name) {
      const value = given.get(name) ?? defaults.get(name);
      const from = readLink(value);
      const literal = from?.node === INPUTS ? outerInstance?.literal(from.output) : from ? undefined : value;
      if (literal !== undefined) baked.add(name);
      return literal;
    },
  };
}

function ourName(name: string, field: string, taken: ReadonlyMap<string, unknown>): string {
  const base = `${name}${field === 'value' ? '' : `-${field}`}`.replaceAll(/[^A-Za-z0-9_-]/g, '_') || 'input';
  let free = base;
  for (let n = 2; taken.has(free); n += 1) free = `${base}-${n}`;
  return free;
}

interface Outputs {
  readonly links: Readonly<Record<string, Link>>;
  readonly sockets: ReadonlyMap<string, string>;
  /** Wires of the outputs of the instance, given links to them by name. */
  wires(out: (name: string) => Link): readonly Wire[];
}

/** Literals, and inputs that a subgraph only passes on, need no output of ours. */
export function outputsOf(
  subgraph: TheirSubgraph,
  wires: ReadonlyMap<string, readonly Wire[]>,
  found: FoundInstance,
  graph: OurGraph,
): Outputs {
  const links: Record<string, Link> = {};
  const taken = new Map<string, unknown>();
  const sockets = new Map<string, string>();
  const made = subgraph.outputs.map(({ name, from }) => {
    const inner = from && wires.get(from.node)?.[from.slot];
    return Object.entries(inner ?? {}).map(
      ([field, value]): readonly [string, (out: (name: string) => Link) => Native] => {
        const source = readLink(value);
        if (!source) return [field, () => value];
        if (source.node === INPUTS)
          return [field, () => found.given.get(source.output) ?? found.defaults.get(source.output)];
        const ours = ourName(name, field, taken);
        taken.set(ours, true);
        links[ours] = link(source.node, source.output);
        const socket = graph.socketOf(value);
        if (socket !== undefined) sockets.set(ours, socket);
        return [field, (out) => out(ours)];
      },
    );
  });
  return {
    links,
    sockets,
    wires: (out) => made.map((fields) => Object.fromEntries(fields.map(([field, value]) => [field, value(out)]))),
  };
}

/** Inputs that something inside reads; those that decided a translation and are read by nothing are left out. */
export function usedInputs(
  found: FoundInstance,
  graph: OurGraph,
  outputs: Readonly<Record<string, Link>>,
): Pick<OurSubgraph, 'inputs'> {
  const used = new Set<string>();
  const note = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) note(item);
    const from = readLink(value);
    if (from?.node === INPUTS) used.add(from.output);
  };
  for (const { inputs = {}, comfyui } of Object.values(graph.nodes)) {
    for (const value of Object.values(inputs)) note(value);
    // What goes back as it came reads them too.
    for (const value of Object.values((comfyui as { readonly inputs?: object } | undefined)?.inputs ?? {})) note(value);
  }
  for (const value of Object.values(outputs)) note(value);
  const kept = [...found.given.keys()].filter((name) => used.has(name));
  return {
    inputs: Object.fromEntries(
      kept.map((name) => [name, found.defaults.has(name) ? { default: found.defaults.get(name) as never } : {}]),
    ),
  };
}
