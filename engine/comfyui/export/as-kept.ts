/** Nodes of theirs that go back as they came, because the nodes of ours that stand for them still say the same. */
import { isDeepStrictEqual } from 'node:util';
import { link, readLink } from '../../graph/graph.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import type { ComfyNodes } from '../define.ts';
import { givenNode, type LookedUp } from '../translate/given-node.ts';
import { becomeOf } from '../translate/counterpart.ts';
import { OurGraph } from '../translate/our-graph.ts';
import { type Native, Untranslatable, type Wire } from '../translate/wire.ts';
import { KEPT, originOf, type SourceNode } from './source-node.ts';

/** A node of theirs with its inputs: our values, and further nodes that are written for it. */
export interface KeptNode {
  readonly id: string;
  readonly class: string;
  readonly inputs: Readonly<Record<string, Native>>;
  readonly made: Readonly<Record<string, { readonly slot: number; readonly node: KeptNode }>>;
}

export interface AsKept {
  readonly node: KeptNode;
  /** Ids of the nodes of ours that stand for it. */
  readonly group: readonly string[];
  /** Slots of its outputs by id and name of ours: `node.output`. */
  readonly slots: ReadonlyMap<string, number>;
}

export interface KeptContext {
  readonly nodes: ReadonlyMap<string, SourceNode>;
  readonly theirs: ComfyNodes;
  /** Ids of the nodes that came from one of theirs, by {@link keyOf}. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** The same nodes, for values that are looked up in them. */
  readonly graph: LookedUp;
}

type Origin = NonNullable<ReturnType<typeof originOf>>;

function keyOf({ id, class: name }: Origin): string {
  return `${id} ${name}`;
}

export function keptContext(
  nodes: ReadonlyMap<string, SourceNode>,
  { theirs, registry }: { readonly theirs: ComfyNodes; readonly registry: NodeRegistry },
): KeptContext {
  const groups = new Map<string, string[]>();
  for (const [id, node] of nodes) {
    const origin = originOf(node);
    if (!origin) continue;
    const group = groups.get(keyOf(origin));
    if (group) group.push(id);
    else groups.set(keyOf(origin), [id]);
  }
  const graph = new OurGraph(registry);
  Object.assign(graph.nodes, Object.fromEntries(nodes));
  return { nodes, theirs, groups, graph };
}

/** Ids of the nodes that came from the same node of theirs, in order; of one that came from none, itself. */
export function groupOf(id: string, { nodes, groups }: KeptContext): readonly string[] {
  const origin = originOf(nodes.get(id) ?? { type: '' });
  return (origin && groups.get(keyOf(origin))) ?? [id];
}

/** @returns undefined for a node that was not kept, or that says something else by now. */
export function asKept(id: string, context: KeptContext): AsKept | undefined {
  const origin = originOf(context.nodes.get(id) ?? { type: '' });
  if (!origin) return undefined;
  const ids = groupOf(id, context);
  const first = context.nodes.get(ids[0] ?? id);
  const kept = first && keptNode(first, origin);
  if (!kept) return undefined;
  const wires = replay(kept, ids, context);
  if (!wires) return undefined;
  const slots = wires.flatMap((wire, slot): [string, number][] => {
    const from = Object.keys(wire).length === 1 ? readLink(wire['value']) : undefined;
    return from && ids.includes(from.node) ? [[`${from.node}.${from.output}`, slot]] : [];
  });
  return { node: kept, group: ids, slots: new Map(slots.toReversed()) };
}

/** The node as it was kept, with those that were made for it. */
export function keptNode(node: SourceNode, origin: Origin): KeptNode | undefined {
  const { made = {} } = (node.comfyui ?? {}) as { readonly made?: Readonly<Record<string, unknown>> };
  const kept = Object.entries(node.inputs ?? {}).filter(([name]) => name.startsWith(KEPT));
  const inputs = new Map(kept.map(([name, value]) => [name.slice(KEPT.length), value]));
  if (inputs.size === 0 && Object.keys(made).length === 0) return undefined;
  const under = (prefix: string): Pick<KeptNode, 'inputs' | 'made'> => {
    const own = (path: string): string | undefined => {
      const name = path.startsWith(prefix) ? path.slice(prefix.length) : '';
      return name === '' || name.includes('/') ? undefined : name;
    };
    return {
      inputs: Object.fromEntries([...inputs].flatMap(([path, value]) => (own(path) ? [[own(path), value]] : []))),
      made: Object.fromEntries(
        Object.entries(made).flatMap(([path, value]) => {
          const name = own(path);
          const { slot, id, class: className } = value as { slot?: unknown; id?: unknown; class?: unknown };
          if (name === undefined || typeof slot !== 'number') return [];
          return [[name, { slot, node: { id: String(id), class: String(className), ...under(`${path}/`) } }]];
        }),
      ),
    };
  };
  return { ...origin, ...under('') };
}

/** Translates the node again. @returns undefined when nodes of ours differ from what comes out. */
function replay(kept: KeptNode, ids: readonly string[], context: KeptContext): readonly Wire[] | undefined {
  let count = 0;
  const become = (node: KeptNode): readonly Wire[] => {
    const definition = context.theirs.get(node.class);
    if (!definition) throw new Untranslatable('is not known');
    const wires = new Map<string, Wire>(Object.entries(node.inputs).map(([name, value]) => [name, { value }]));
    for (const [name, made] of Object.entries(node.made)) wires.set(name, become(made.node)[made.slot] ?? {});
    return becomeOf(definition)(givenNode({ id: node.id, class: node.class }, wires, context.graph, undefined), {
      add(type, inputs) {
        const id = ids[count] ?? '';
        count += 1;
        if (!isSame(context.nodes.get(id), type, inputs)) throw new Untranslatable('says something else');
        return { id, out: (output) => link(id, output) };
      },
      issue: () => {},
    });
  };
  try {
    const wires = become(kept);
    return count === ids.length ? wires : undefined;
  } catch (error) {
    if (error instanceof Untranslatable) return undefined;
    throw error;
  }
}

function isSame(node: SourceNode | undefined, type: string, inputs: Readonly<Record<string, Native>>): boolean {
  const own = Object.entries(node?.inputs ?? {}).filter(([name]) => !name.startsWith(KEPT));
  const given = Object.entries(inputs).filter(([, value]) => value !== undefined);
  return node?.type === type && isDeepStrictEqual(Object.fromEntries(own), Object.fromEntries(given));
}
