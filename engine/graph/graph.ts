/** The graph as users write it: nodes by id, inputs by name, each a JSON literal or a link. */

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
  /** `mute`: the node and everything that needs it is left out. `bypass`: its inputs take the place of its outputs. */
  readonly mode?: 'mute' | 'bypass' | undefined;
}

/** Nodes used as one. Inside, a link that begins with `$inputs.` reads an input of the instance. */
export interface Subgraph {
  /** Inputs by name; an input without default is required. */
  readonly inputs?: Readonly<Record<string, { readonly default?: unknown }>> | undefined;
  /** Links by name. An output without one gives nothing. */
  readonly outputs?: Readonly<Record<string, { readonly from?: string | undefined }>> | undefined;
  readonly nodes: Readonly<Record<string, GraphNode>>;
}

export interface Graph {
  readonly nodes: Readonly<Record<string, GraphNode>>;
  readonly subgraphs?: Readonly<Record<string, Subgraph>> | undefined;
}

/**
 * Several values for one input: the node and its dependants run once for each. Lists of the same axis advance together,
 * and a shorter list repeats its last value. Lists of different axes are combined.
 */
export interface Each {
  readonly each: readonly unknown[];
  /** Default: the one axis shared by all lists that name none. */
  readonly axis?: string;
}

/** The value as a list of values; undefined when it is something else. */
export function readEach(value: unknown): Each | undefined {
  return typeof value === 'object' && value !== null && Array.isArray((value as { each?: unknown }).each)
    ? (value as Each)
    : undefined;
}

export interface LinkSource {
  readonly node: string;
  readonly output: string;
}

/** Node ids contain no dot, so `node.output` splits at the first one. */
export const NODE_ID = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;

/** Splits a link; undefined when the value is a literal. */
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
