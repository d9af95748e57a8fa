/** The graph as people write it: nodes by id, inputs by name, each a JSON literal or a link. */

/** A link in a workflow file: `{ "from": "node.output" }`. */
export interface Link {
  readonly from: string;
}

export interface GraphNode {
  readonly type: string;
  readonly title?: string | undefined;
  /** Literals and links by input name. */
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
}

export interface Graph {
  readonly nodes: Readonly<Record<string, GraphNode>>;
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
