/** From JSON of any version of the workflow file to a checked workflow of today's version. */
import { checkValues, countNodes, type WorkflowLimits } from './limits.ts';
import { migrate } from './migrations.ts';
import { type Workflow, workflowSchema } from './schema.ts';
import { WorkflowError, WorkflowTooLargeError } from './workflow-error.ts';

/** Problems that are listed. */
const LISTED = 100;

/**
 * Checks the form of a workflow. Whether its nodes exist and fit together is checked later, with a registry.
 * @param where names the file in errors.
 * @param limits of a workflow that somebody else sent; default: none.
 * @throws WorkflowError naming every field that is wrong.
 * @throws WorkflowTooLargeError for too many nodes or values.
 */
export function checkWorkflow(json: unknown, where: string, limits?: WorkflowLimits): Workflow {
  if (limits) checkValues(json, where);
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
  const parsed = workflowSchema.safeParse(isObject ? migrate(json as Record<string, unknown>, where) : json);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
    const more = problems.length > LISTED ? [`and ${problems.length - LISTED} more problems`] : [];
    throw new WorkflowError(where, [...problems.slice(0, LISTED), ...more]);
  }
  const nodes = countNodes(parsed.data);
  if (limits && nodes > limits.nodes)
    throw new WorkflowTooLargeError(where, [`has ${nodes} nodes; the most is ${limits.nodes}`]);
  return parsed.data;
}
