/**
 * Writes a workflow file for people and git: known fields in a fixed order, nodes in the order of the document, and
 * every value on one line where it fits, so that a small change is a small diff.
 */
import type { Workflow } from './schema.ts';

/** Columns of a line. */
const WIDTH = 120;
const FIRST_FIELDS = ['$schema', 'format', 'version', 'name', 'description', 'parameters', 'nodes', 'subgraphs'];
const LAST_FIELDS = ['view'];
/** Never on one line: each item starts a line of its own. */
const COLLECTIONS = ['parameters', 'nodes', 'subgraphs'];
const NODE_FIELDS = ['type', 'title', 'mode', 'inputs'];
const VIEW_FIELDS = ['nodes', 'notes', 'groups'];
const NODE_VIEW_FIELDS = ['x', 'y', 'width', 'collapsed', 'colour', 'seeds'];

/** @returns text that ends with a line break and reads back as the same workflow. */
export function formatWorkflow(workflow: Workflow): string {
  return `${render(tidy(workflow), '', 0, true)}\n`;
}

/** The workflow with its fields in order. */
function tidy(workflow: Workflow): Workflow {
  const { nodes, subgraphs, view } = workflow;
  const tidied = {
    ...workflow,
    nodes: mapValues(nodes, tidyNode),
    ...(subgraphs ? { subgraphs: mapValues(subgraphs, tidySubgraph) } : {}),
    ...(view ? { view: tidyView(view) } : {}),
  };
  return ordered(tidied, FIRST_FIELDS, LAST_FIELDS);
}

function tidyNode(node: Workflow['nodes'][string]): Workflow['nodes'][string] {
  return ordered(node, NODE_FIELDS);
}

function tidySubgraph<T extends { readonly nodes: Workflow['nodes'] }>(subgraph: T): T {
  return { ...subgraph, nodes: mapValues(subgraph.nodes, tidyNode) };
}

function tidyView(view: NonNullable<Workflow['view']>): NonNullable<Workflow['view']> {
  const nodes = view.nodes && mapValues(view.nodes, (node) => ordered(node, NODE_VIEW_FIELDS));
  return ordered({ ...view, nodes }, VIEW_FIELDS);
}

function mapValues<T>(object: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}

/** The same fields: the named ones first and last, the rest between them in their old order. */
function ordered<T extends object>(value: T, first: readonly string[], last: readonly string[] = []): T {
  const rank = (name: string): number => {
    if (first.includes(name)) return first.indexOf(name) - first.length;
    return last.includes(name) ? 1 : 0;
  };
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(given.toSorted(([a], [b]) => rank(a) - rank(b))) as T;
}

/**
 * @param taken characters before the value on its line, with one for the comma after it.
 * @param broken whether the items must be on lines of their own.
 */
function render(value: unknown, indent: string, taken: number, broken: boolean): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const line = broken ? undefined : lineOf(value, WIDTH - indent.length - taken);
  if (line !== undefined) return line;
  const isList = Array.isArray(value);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  const inner = `${indent}  `;
  const items = Object.entries(value).map(([name, field]) => {
    const key = isList ? '' : `${JSON.stringify(name)}: `;
    const isCollection = !isList && COLLECTIONS.includes(name);
    return inner + key + render(field, inner, key.length + 1, isCollection);
  });
  return items.length === 0 ? `${open}${close}` : `${open}\n${items.join(',\n')}\n${indent}${close}`;
}

/**
 * The value on one line. Gives up as soon as the line is too long: only then does a file take time in proportion to its
 * size, however deep it nests.
 * @returns undefined when it has more than `room` characters.
 */
function lineOf(value: unknown, room: number): string | undefined {
  if (room < 0) return undefined;
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'string' && value.length > room) return undefined;
    const text = JSON.stringify(value);
    return text.length > room ? undefined : text;
  }
  const isList = Array.isArray(value);
  const [open, close] = isList ? ['[', ']'] : ['{ ', ' }'];
  let line = open;
  let isFirst = true;
  for (const name in value) {
    const key = isList ? '' : `${JSON.stringify(name)}: `;
    const start = `${isFirst ? '' : ', '}${key}`;
    const item = lineOf((value as Record<string, unknown>)[name], room - line.length - start.length - close.length);
    if (item === undefined) return undefined;
    line += start + item;
    isFirst = false;
  }
  if (isFirst) line = isList ? '[' : '{';
  line += isFirst ? close.trim() : close;
  return line.length > room ? undefined : line;
}
