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
  return {
    id: their.id,
    class: their.class,
    title: their.title,
    has: (input) => wires.has(input),
    names: () => [...wires.keys()],
    value,
    wire(input) {
      const found = wires.get(input);
      if (!found) throw new Untranslatable(`needs a link to "${input}"`);
      return found;
    },
    constant(input) {
      const constant = constantOf(value(input), graph, instance);
      if (readLink(constant)) throw new Untranslatable(`needs a value for "${input}" that is known before the run`);
      return constant;
    },
    socket: (input) => graph.socketOf(wires.get(input)?.['value']),
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
