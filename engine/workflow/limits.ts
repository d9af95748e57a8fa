/** Limits of a workflow that somebody else sent: how deep its values nest and how many nodes it has. */
import type { Workflow } from './schema.ts';

export interface WorkflowLimits {
  /** Nodes, those of subgraphs included. */
  readonly nodes: number;
}

/**
 * Levels that values may nest. A workflow needs six; a recursive reader of JSON overflows its stack at some thousands.
 */
export const MAX_DEPTH = 64;

/** Nodes of a workflow, those of its subgraphs included. An instance of a subgraph counts once. */
export function countNodes(workflow: Workflow): number {
  const graphs = [workflow, ...Object.values(workflow.subgraphs ?? {})];
  return graphs.reduce((sum, { nodes }) => sum + Object.keys(nodes).length, 0);
}

/** Whether JSON nests deeper than `levels`. Not recursive, so that no depth overflows the stack. */
export function isDeeper(json: unknown, levels: number): boolean {
  let level: unknown[] = [json];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return false;
}
