/**
 * What a node of theirs was given, kept beside the nodes of ours that stand for it: an export gives the node back as
 * long as they say the same.
 */
import { readLink } from '../../graph/graph.ts';
import { INPUTS } from './our-graph.ts';
import type { Native, Wire } from './wire.ts';

/** A node of theirs that has no node of ours, such as a guider: what reads it knows what it says. */
export interface Made {
  readonly id: string;
  readonly class: string;
  readonly slot: number;
  readonly given: ReadonlyMap<string, Wire>;
}

export interface KeptInputs {
  /** Literals and links of ours by name; of a node that was made for an input, behind that name and a slash. */
  readonly inputs: Readonly<Record<string, Native>>;
  readonly made?: Readonly<Record<string, Omit<Made, 'given'>>>;
}

/**
 * @param made nodes behind wires.
 * @param constants inputs whose literal decided the translation.
 * @returns undefined for an input that is several values at once.
 */
export function keptInputs(
  given: ReadonlyMap<string, Wire>,
  made: ReadonlyMap<Wire, Made>,
  constants: ReadonlyMap<string, unknown>,
): KeptInputs | undefined {
  const inputs: Record<string, Native> = {};
  const nodes: Record<string, Omit<Made, 'given'>> = {};
  const keep = (of: ReadonlyMap<string, Wire>, prefix: string): boolean =>
    [...of].every(([name, from]) => {
      const path = `${prefix}${name}`;
      const node = made.get(from);
      if (node) {
        nodes[path] = { id: node.id, class: node.class, slot: node.slot };
        return keep(node.given, `${path}/`);
      }
      if (Object.keys(from).some((field) => field !== 'value')) return false;
      const value = from['value'];
      // An input of the subgraph that only decided the translation is none of ours.
      inputs[path] = readLink(value)?.node === INPUTS && constants.has(path) ? constants.get(path) : value;
      return true;
    });
  if (!keep(given, '')) return undefined;
  return { inputs, ...(Object.keys(nodes).length > 0 ? { made: nodes } : {}) };
}
