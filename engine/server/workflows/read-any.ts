/** The workflow in whatever file somebody has. */
import { loadJson } from '../../workflow/load-json.ts';
import { isPicture, readProvenance } from '../../workflow/provenance.ts';
import type { ServerLimits } from '../context.ts';
import { readWorkflowBody } from '../http/workflow-body.ts';
import type { Workflow } from '../protocol.ts';

/**
 * @param name names the file in errors.
 * @throws WorkflowError or HttpError saying what is wrong with it.
 */
export function readAnyWorkflow(bytes: Uint8Array, name: string, limits: Pick<ServerLimits, 'nodes'>): Workflow {
  const where = name.slice(0, 200);
  if (isPicture(bytes)) return readWorkflowBody(readProvenance(bytes, where).workflow, limits, where);
  const text = new TextDecoder().decode(bytes);
  return readWorkflowBody(loadJson(text, where), limits, where);
}
