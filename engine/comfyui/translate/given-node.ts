/** A node of theirs as its translation sees it: its inputs in our terms. */
import { type GraphNode, readLink } from '../../graph/graph.ts';
import type { TheirNode } from '../graph.ts';
import { isHolder } from './holders.ts';
import { INPUTS } from './our-graph.ts';
import { type Given, type Native, Untranslatable, type Wire } from './wire.ts';

/** What an instance gives to the inputs of a subgraph. Asking for a literal makes the subgraph its own. */
export interface InstanceInputs {
  literal(name: string): unknown;
}

/** A graph of ours, as far as values in it are looked up. */
export interface LookedUp {
  readonly nodes: Readonly<Record<string, GraphNode>>;
  socketOf(value: Native): string | undefined;
}

/**
 * @param wires of its inputs that have a link or a value.
 * @param instance undefined outside of a subgraph.
 */
export function givenNode(
  their: Pick<TheirNode, 'id' | 'class' | 'title'>,
  wires: ReadonlyMap<string, Wire>,
  graph: LookedUp,
  instance: InstanceInputs | undefined,
): Given {
  const value = (input: string): Native => {
    const found = wires.get(input);
    if (found && !Object.hasOwn(found, 'value')) {
      throw new Untranslatable(`takes a value for "${input}", and is linked to ${Object.keys(found).join(', ')}`);
    }
    return found?.['value'];
  };
  const linked = (input: string): Wire => {
    const found = wires.get(input);
    if (!found) throw new Untranslatable(`needs a link to "${input}"`);
    return found;
  };
  return {
    id: their.id,
    class: their.class,
    title: their.title,
    has: (input) => wires.has(input),
    names: () => [...wires.keys()],
    value,
    wire: linked,
    bundle(input, names) {
      const found = linked(input);
      const lacks = names.filter((name) => !Object.hasOwn(found, name));
      if (lacks.length === 0) return found;
      throw new Untranslatable(`is given no ${lacks.join(' and no ')} by what is linked to "${input}"`);
    },
    constant(input) {
      const constant = constantOf(value(input), graph, instance);
      if (readLink(constant)) throw new Untranslatable(`needs a value for "${input}" that is known before the run`);
      return constant;
    },
    socket: (input) => graph.socketOf(wires.get(input)?.['value']),
    leadsTo: (input, types) => leadsTo(wires.get(input)?.['value'], types, graph),
  };
}

/** The literal behind links to nodes that hold or choose one; the link itself where there is none. */
function constantOf(value: Native, graph: LookedUp, instance: InstanceInputs | undefined): Native {
  const from = readLink(value);
  if (!from) return value;
  if (from.node === INPUTS) return instance?.literal(from.output) ?? value;
  const node = graph.nodes[from.node];
  if (!node || node.mode) return value;
  if (isHolder(node.type)) return constantOf(node.inputs?.['value'], graph, instance);
  if (node.type !== 'switch') return value;
  const condition = constantOf(node.inputs?.['condition'], graph, instance);
  if (typeof condition !== 'boolean') return value;
  const chosen = constantOf(node.inputs?.[condition ? 'whenTrue' : 'whenFalse'], graph, instance);
  return readLink(chosen) ? value : (chosen ?? value);
}

/** Whether one of our nodes of a type made a value, at once or through nodes that pass its kind on. */
function leadsTo(value: Native, types: readonly string[], graph: LookedUp): boolean {
  const kind = graph.socketOf(value);
  const seen = new Set<string>();
  const links: Native[] = [value];
  for (let next = links.pop(); next !== undefined; next = links.pop()) {
    const id = readLink(next)?.node ?? '';
    const node = graph.nodes[id];
    if (!node || seen.has(id)) continue;
    if (types.includes(node.type)) return true;
    seen.add(id);
    links.push(...Object.values(node.inputs ?? {}).filter((input) => graph.socketOf(input) === kind));
  }
  return false;
}
