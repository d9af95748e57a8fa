/** The graph as people write it: nodes by id, inputs by name, each a JSON literal or a link. */

/** A link in a workflow file: `{ "from": "node.output" }`. */
export interface Link {
  readonly from: string;
}

export interface GraphNode {
  /** A registered type, or `subgraph/NAME` for an instance of a subgraph of the same graph. */
  readonly type: string;
  readonly title?: string | undefined;
  /** Literals, links and {@link Each} lists by input name; a list of links for an input that takes a list. */
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  /** `mute`: left out, with everything that cannot do without it. `bypass`: its inputs are passed on in place of its outputs. */
  readonly mode?: 'mute' | 'bypass' | undefined;
}

/** Nodes that are used as one. Links inside that begin with `$inputs.` lead to the inputs of the instance. */
export interface Subgraph {
  /** Inputs by name; one without default has to be given. */
  readonly inputs?: Readonly<Record<string, { readonly default?: unknown }>> | undefined;
  readonly outputs?: Readonly<Record<string, Link>> | undefined;
  readonly nodes: Readonly<Record<string, GraphNode>>;
}

export interface Graph {
  readonly nodes: Readonly<Record<string, GraphNode>>;
  readonly subgraphs?: Readonly<Record<string, Subgraph>> | undefined;
}

/**
 * Several values for one input: the node, and what depends on it, runs once for each. Lists of one axis go together, the
 * shorter ones repeating their last value; lists of different axes are combined.
 */
export interface Each {
  readonly each: readonly unknown[];
  /** Default: the one axis all lists without a name share. */
  readonly axis?: string;
}

/** Undefined when the value is no list of values. */
export function readEach(value: unknown): Each | undefined {
  return typeof value === 'object' && value !== null && Array.isArray((value as { each?: unknown }).each)
    ? (value as Each)
    : undefined;
}

export interface LinkSource {
  readonly node: string;
  readonly output: string;
}

/** Node ids never contain a dot, so `node.output` splits in one way. */
export const NODE_ID = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;

/** Splits a link; undefined when the value is not a link but a literal. */
export function readLink(value: unknown): LinkSource | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const from = (value as { from?: unknown }).from;
  if (typeof from !== 'string') return undefined;
  const dot = from.indexOf('.');
  return dot < 0 ? { node: from, output: '' } : { node: from.slice(0, dot), output: from.slice(dot + 1) };
}

export function link(node: string, output: string): Link {
  return { from: `${node}.${output}` };
}
