/** The workflow in whatever file somebody has. */
import { loadJson } from '../load-json.ts';
import { isPicture, readProvenance } from '../picture/provenance.ts';
import type { ServerLimits } from '../../server/context.ts';
import { HttpError } from '../../server/http/errors.ts';
import { readWorkflowBody } from '../../server/http/workflow-body.ts';
import type { Workflow } from '../../protocol/index.ts';

/**
 * @param name names the file in errors.
 * @throws WorkflowError or HttpError saying what is wrong with it.
 */
export function readAnyWorkflow(bytes: Uint8Array, name: string, limits: Pick<ServerLimits, 'nodes'>): Workflow {
  const where = name.slice(0, 200);
  if (isPicture(bytes)) return readWorkflowBody(readProvenance(bytes, where).workflow, limits, where);
  const json = loadJson(new TextDecoder().decode(bytes), where);
  if (isOther(json)) throw new HttpError(422, 'unreadable-workflow', `${where} is no workflow of Inkloom.`);
  return readWorkflowBody(json, limits, where);
}

/** What looks like none of ours: of its fields there is nothing to tell. */
function isOther(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return true;
  const { format, nodes } = json as Readonly<Record<string, unknown>>;
  return format === undefined && (typeof nodes !== 'object' || nodes === null || Array.isArray(nodes));
}
