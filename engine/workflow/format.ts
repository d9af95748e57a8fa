/**
 * Writes a workflow file for people and git: known fields in one order, nodes in the order of the document, what fits on a line
 * on one line, so that a small change is a small diff.
 */
import type { Workflow } from './schema.ts';

const WIDTH = 120;
const FIRST_FIELDS = ['$schema', 'format', 'version', 'name', 'description', 'parameters', 'nodes', 'subgraphs'];
const LAST_FIELDS = ['view'];
/** Never on one line: what is added to them is a line of its own. */
const COLLECTIONS = ['parameters', 'nodes', 'subgraphs'];
const NODE_FIELDS = ['type', 'title', 'mode', 'inputs'];
const VIEW_FIELDS = ['nodes', 'notes', 'groups'];
const NODE_VIEW_FIELDS = ['x', 'y', 'width', 'collapsed', 'colour', 'seeds'];

/** Ends with a line break. Reading it back gives the same workflow. */
export function formatWorkflow(workflow: Workflow): string {
  const each = <T extends object>(of: Readonly<Record<string, T>>, fields: readonly string[]): Record<string, T> =>
    Object.fromEntries(Object.entries(of).map(([id, one]) => [id, ordered(one, fields)]));
  const nodes = (of: Workflow['nodes']): Workflow['nodes'] => each(of, NODE_FIELDS);
  const subgraphs =
    workflow.subgraphs &&
    Object.fromEntries(
      Object.entries(workflow.subgraphs).map(([name, subgraph]) => [
        name,
        { ...subgraph, nodes: nodes(subgraph.nodes) },
      ]),
    );
  const view =
    workflow.view &&
    ordered(
      { ...workflow.view, nodes: workflow.view.nodes && each(workflow.view.nodes, NODE_VIEW_FIELDS) },
      VIEW_FIELDS,
    );
  const whole = ordered(
    { ...workflow, nodes: nodes(workflow.nodes), ...(subgraphs ? { subgraphs } : {}), ...(view ? { view } : {}) },
    FIRST_FIELDS,
    LAST_FIELDS,
  );
  return `${render(whole, '', 0, true)}\n`;
}

/** The same fields, the named ones first and last, the rest in between as they were. */
function ordered<T extends object>(value: T, first: readonly string[], last: readonly string[] = []): T {
  const rank = (name: string): number =>
    first.includes(name) ? first.indexOf(name) - first.length : last.includes(name) ? 1 : 0;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .toSorted(([a], [b]) => rank(a) - rank(b)),
  ) as T;
}

/**
 * @param taken characters before the value on its line, the comma after it included.
 * @param broken whether its items must be on lines of their own.
 */
function render(value: unknown, indent: string, taken: number, broken: boolean): string {
  const line = oneLine(value);
  if (typeof value !== 'object' || value === null || (!broken && indent.length + taken + line.length <= WIDTH))
    return line;
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const items = Object.entries(value).map(([name, field]) => {
    const key = isList ? '' : `${JSON.stringify(name)}: `;
    return inner + key + render(field, inner, key.length + 1, !isList && COLLECTIONS.includes(name));
  });
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  return items.length === 0 ? `${open}${close}` : `${open}\n${items.join(',\n')}\n${indent}${close}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}: ${oneLine(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
