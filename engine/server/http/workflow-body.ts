/** Workflows in requests: any version that can be brought up to date, within the limits. */
import { z } from 'zod';
import { checkWorkflow } from '../../workflow/check-workflow.ts';
import type { WorkflowLimits } from '../../workflow/limits.ts';
import { isRecord } from '../../workflow/import/is-record.ts';
import type { Workflow } from '../../protocol/index.ts';
import type { Foreign } from '../foreign/foreign.ts';

/** The object itself comes out, not a copy: a workflow is known again after it was checked in a thread. */
export const workflowBody = z.unknown().refine(isRecord, { error: 'expected an object', abort: true }).meta({
  id: 'Workflow',
  type: 'object',
  description: 'A workflow file; its schema is workflows/workflow.schema.json.',
});

/**
 * The workflow of a request's body, migrated and checked. Whether it can run is not checked.
 * @throws WorkflowError naming every field that is wrong (answered with 422), WorkflowTooLargeError (413).
 */
export function readWorkflowBody(
  json: unknown,
  { foreign, limits }: { readonly foreign: Pick<Foreign, 'isChecked'>; readonly limits: WorkflowLimits },
): Workflow {
  return foreign.isChecked(json) ? json : checkWorkflow(json, 'workflow', limits);
}
