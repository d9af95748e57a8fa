/** Workflows in requests: any version that can be brought up to date, within the limits. */
import { z } from 'zod';
import { checkWorkflow } from '../../workflow/load.ts';
import type { ServerLimits } from '../context.ts';
import type { Workflow } from '../../protocol/index.ts';
import { HttpError } from './errors.ts';

/** How deep values may nest: a workflow needs six levels, and readers of JSON that call themselves break at some thousands. */
export const MAX_DEPTH = 64;

export const workflowBody = z
  .record(z.string(), z.unknown())
  .meta({ id: 'Workflow', description: 'A workflow file; its schema is workflows/workflow.schema.json.' });

/**
 * The workflow of a body, migrated and checked; what it computes is not looked at.
 * @throws HttpError 422 `unreadable-workflow` naming every field that is wrong, 413 `too-large`.
 */
export function readWorkflowBody(json: unknown, limits: Pick<ServerLimits, 'nodes'>, where = 'workflow'): Workflow {
  if (isDeeper(json, MAX_DEPTH))
    throw new HttpError(422, 'unreadable-workflow', `${where}: nests more than ${MAX_DEPTH} levels deep`);
  const workflow = checkWorkflow(json, where);
  const nodes = countNodes(workflow);
  if (nodes > limits.nodes)
    throw new HttpError(413, 'too-large', `${where}: has ${nodes} nodes; the most is ${limits.nodes}`);
  return workflow;
}

export function countNodes(workflow: Workflow): number {
  const inside = Object.values(workflow.subgraphs ?? {}).reduce((sum, { nodes }) => sum + Object.keys(nodes).length, 0);
  return Object.keys(workflow.nodes).length + inside;
}

/** Whether JSON nests deeper than so many levels; does not call itself. */
export function isDeeper(json: unknown, levels: number): boolean {
  let level: unknown[] = [json];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return false;
}
