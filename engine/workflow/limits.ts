/** Limits of a workflow that somebody else sent: how much there is of it, how deep it nests, how long its names are. */
import { jsonCost, type JsonCost } from './json-cost.ts';
import type { Workflow } from './schema.ts';
import { WorkflowError, WorkflowTooLargeError } from './workflow-error.ts';

export interface WorkflowLimits {
  /** Nodes, those of subgraphs included. */
  readonly nodes: number;
  /** Bytes of the JSON text; default: as many as there are. */
  readonly workflowBytes?: number | undefined;
}

/**
 * Levels that values may nest. A workflow needs six; a recursive reader of JSON overflows its stack at some thousands.
 */
export const MAX_DEPTH = 64;

/**
 * Objects, lists and what they hold. A workflow of 10,000 nodes has 150,000. At this many, one pass over all of them
 * takes some tens of milliseconds.
 */
export const MAX_VALUES = 300_000;

/** Characters of names of fields (ids of nodes, inputs, parameters), of types, and of the sources of links. */
export const MAX_NAME = 400;

/**
 * Checks the text of a workflow before it is parsed.
 * @param where names the file in errors.
 * @throws WorkflowTooLargeError; WorkflowError for values that nest too deep.
 */
export function checkText(bytes: Uint8Array, where: string, { workflowBytes = Infinity }: WorkflowLimits): void {
  if (bytes.length > workflowBytes)
    throw new WorkflowTooLargeError(where, [`has ${bytes.length} bytes; the most is ${workflowBytes}`]);
  const { values, depth } = jsonCost(bytes, { values: MAX_VALUES, depth: MAX_DEPTH });
  if (depth > MAX_DEPTH) throw tooDeep(where);
  if (values > MAX_VALUES) throw tooManyValues(where);
}

/**
 * Checks a workflow before anything recursive looks at it.
 * @throws WorkflowTooLargeError; WorkflowError for values that nest too deep, and for a name that is too long.
 */
export function checkValues(json: unknown, where: string): void {
  let values = 0;
  let level: unknown[] = [json];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw tooDeep(where);
    values += level.length;
    if (values > MAX_VALUES) throw tooManyValues(where);
    level = level.flatMap((value) => childrenOf(value, where));
  }
}

/** Which limit JSON is above; undefined: none. Not recursive, so that no depth overflows the stack. */
export function limitOf(json: unknown, most: JsonCost): 'depth' | 'values' | undefined {
  let values = 0;
  let level: unknown[] = [json];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most.depth) return 'depth';
    values += level.length;
    if (values > most.values) return 'values';
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return undefined;
}

/** Nodes of a workflow, those of its subgraphs included. An instance of a subgraph counts once. */
export function countNodes(workflow: Workflow): number {
  const graphs = [workflow, ...Object.values(workflow.subgraphs ?? {})];
  return graphs.reduce((sum, { nodes }) => sum + Object.keys(nodes).length, 0);
}

/** @throws WorkflowError for a name of a field, a type or a source that is too long. */
function childrenOf(value: unknown, where: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value;
  const { type, from } = value as { readonly type?: unknown; readonly from?: unknown };
  for (const name of [type, from, ...Object.keys(value)])
    if (typeof name === 'string' && name.length > MAX_NAME) throw tooLong(name, where);
  return Object.values(value);
}

function tooDeep(where: string): WorkflowError {
  return new WorkflowError(where, [`nests more than ${MAX_DEPTH} levels deep`]);
}

function tooManyValues(where: string): WorkflowError {
  return new WorkflowTooLargeError(where, [
    `holds more than ${MAX_VALUES} values (objects, lists and what is in them), which is the limit`,
  ]);
}

function tooLong(name: string, where: string): WorkflowError {
  return new WorkflowError(where, [
    `the name "${name.slice(0, 40)}…" has ${name.length} characters; the most is ${MAX_NAME}`,
  ]);
}
