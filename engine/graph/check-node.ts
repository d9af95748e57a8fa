/** Checks one node of a graph: its type, the name of every input, every literal and every link. */
import { checkLiteral } from './check-literal.ts';
import type { NodeDefinition, OutputMap } from './define.ts';
import { readLink, type LinkSource } from './graph.ts';
import { type InputDefinition, socketOf } from './input.ts';
import type { GraphIssue } from './issues.ts';
import { linkMeant } from './link-hint.ts';
import type { NodeRegistry } from './registry.ts';
import { ANY, canConnect } from './socket.ts';

/** One input of a checked node: a literal in canonical form, or links. An input without value and default is absent. */
export type PlannedInput =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'link'; readonly source: string; readonly output: string }
  /** Only for an input that takes a list. */
  | { readonly kind: 'list'; readonly items: readonly PlannedInput[] };

export interface PlannedNode {
  readonly id: string;
  readonly title: string;
  readonly definition: NodeDefinition;
  readonly inputs: ReadonlyMap<string, PlannedInput>;
  /** Ids of the nodes this node reads. */
  readonly sources: readonly string[];
}

/** Ids of the nodes a node reads. */
export function sourcesOf(node: PlannedNode | undefined): readonly string[] {
  return node?.sources ?? [];
}

export interface RawNode {
  readonly type: string;
  readonly title?: string | undefined;
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
}

/** Gives the outputs of a node: undefined when there is no such node, 'unknown' when its type is not registered. */
export type SourceLookup = (node: string) => OutputMap | 'unknown' | undefined;

/**
 * Checks `raw` and adds every problem to `issues`.
 * @returns the node with defaults filled in, or undefined when its type is unknown.
 */
export function checkNode(
  id: string,
  raw: RawNode,
  registry: NodeRegistry,
  sources: SourceLookup,
  issues: GraphIssue[],
): PlannedNode | undefined {
  const definition = registry.get(raw.type);
  if (!definition) {
    issues.push({ code: 'unknown-node-type', node: id, received: raw.type, known: registry.types() });
    return undefined;
  }
  const given = raw.inputs ?? {};
  const known = Object.keys(definition.inputs);
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(definition.inputs, name)) issues.push({ code: 'unknown-input', node: id, input: name, known });
  }
  const inputs = new Map<string, PlannedInput>();
  const read: string[] = [];
  for (const [name, input] of Object.entries(definition.inputs)) {
    const written = Object.hasOwn(given, name) ? given[name] : undefined;
    const value = written ?? ('default' in input ? input.default : undefined);
    if (value === undefined) {
      if (!input.optional) issues.push({ code: 'missing-input', node: id, input: name, expected: socketOf(input) });
      continue;
    }
    const one = (item: unknown): PlannedInput[] => checkInput(id, name, input, item, sources, issues);
    const items = input.list && Array.isArray(value) ? value.flatMap(one) : one(value);
    for (const item of items) if (item.kind === 'link') read.push(item.source);
    const [single] = items;
    if (input.list) inputs.set(name, { kind: 'list', items });
    else if (single) inputs.set(name, single);
  }
  return { id, title: raw.title ?? definition.title, definition, inputs, sources: read };
}

/** Checks one value of an input. Returns it as a list of one; an invalid literal gives an empty list. */
function checkInput(
  id: string,
  name: string,
  input: InputDefinition,
  value: unknown,
  sources: SourceLookup,
  issues: GraphIssue[],
): PlannedInput[] {
  const source = readLink(value);
  if (source) {
    checkLink(id, name, socketOf(input), source, sources, issues);
    return [{ kind: 'link', source: source.node, output: source.output }];
  }
  if (isOwnValue(input, value, sources)) return [{ kind: 'literal', value }];
  const checked = checkLiteral(id, name, input, value);
  if (checked.ok) return [{ kind: 'literal', value: checked.value }];
  issues.push(withLinkHint(checked.issue, value, sources));
  return [];
}

/**
 * Whether a value stands for itself at an input that takes any, such as a branch of a switch. A text that names an
 * output of the graph is a link in the wrong form.
 */
function isOwnValue(input: InputDefinition, value: unknown, sources: SourceLookup): boolean {
  if (input.kind !== 'socket' || input.socket.name !== ANY.name) return false;
  if (typeof value !== 'string') return typeof value === 'boolean' || Number.isFinite(value);
  const dot = value.indexOf('.');
  const outputs = dot < 0 ? undefined : sources(value.slice(0, dot));
  return typeof outputs !== 'object' || !Object.hasOwn(outputs, value.slice(dot + 1));
}

/** Adds how a link is written, when the value seems meant as one to a node of the graph. */
function withLinkHint(issue: GraphIssue, value: unknown, sources: SourceLookup): GraphIssue {
  if (issue.code !== 'wrong-type') return issue;
  const link = linkMeant(value, (node) => {
    const outputs = sources(node);
    return outputs === 'unknown' ? undefined : outputs;
  });
  return link === undefined ? issue : { ...issue, link };
}

function checkLink(
  node: string,
  input: string,
  expected: string,
  from: LinkSource,
  sources: SourceLookup,
  issues: GraphIssue[],
): void {
  const outputs = sources(from.node);
  if (!outputs) {
    issues.push({ code: 'unknown-source-node', node, input, source: from.node });
    return;
  }
  if (outputs === 'unknown') return;
  const output = Object.hasOwn(outputs, from.output) ? outputs[from.output] : undefined;
  if (!output) {
    issues.push({
      code: 'unknown-source-output',
      node,
      input,
      source: from.node,
      output: from.output,
      known: Object.keys(outputs),
    });
  } else if (!canConnect(output.socket.name, expected)) {
    const received = output.socket.name;
    issues.push({ code: 'type-mismatch', node, input, source: from.node, output: from.output, expected, received });
  }
}
