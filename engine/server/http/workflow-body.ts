/** Workflows in requests: any version that can be brought up to date, within the limits. */
import { z } from 'zod';
import { checkWorkflow } from '../../workflow/check-workflow.ts';
import type { WorkflowLimits } from '../../workflow/limits.ts';
import type { Workflow } from '../../protocol/index.ts';

export const workflowBody = z
  .record(z.string(), z.unknown())
  .meta({ id: 'Workflow', description: 'A workflow file; its schema is workflows/workflow.schema.json.' });

/**
 * The workflow of a request's body, migrated and checked. Whether it can run is not checked.
 * @throws WorkflowError naming every field that is wrong (answered with 422), WorkflowTooLargeError (413).
 */
export function readWorkflowBody(json: unknown, limits: WorkflowLimits): Workflow {
  return checkWorkflow(json, 'workflow', limits);
}
