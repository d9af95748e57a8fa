/** From JSON of any version of the workflow file to a checked workflow of today's version. */
import { countNodes, isDeeper, MAX_DEPTH, type WorkflowLimits } from './limits.ts';
import { migrate } from './migrations.ts';
import { type Workflow, workflowSchema } from './schema.ts';
import { WorkflowError, WorkflowTooLargeError } from './workflow-error.ts';

/**
 * Checks the form of a workflow. Whether its nodes exist and fit together is checked later, with a registry.
 * @param where names the file in errors.
 * @param limits of a workflow that somebody else sent; default: none.
 * @throws WorkflowError naming every field that is wrong.
 * @throws WorkflowTooLargeError for too many nodes.
 */
export function checkWorkflow(json: unknown, where: string, limits?: WorkflowLimits): Workflow {
  if (limits && isDeeper(json, MAX_DEPTH)) throw new WorkflowError(where, [`nests more than ${MAX_DEPTH} levels deep`]);
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
  const parsed = workflowSchema.safeParse(isObject ? migrate(json as Record<string, unknown>, where) : json);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
    throw new WorkflowError(where, problems);
  }
  const nodes = countNodes(parsed.data);
  if (limits && nodes > limits.nodes)
    throw new WorkflowTooLargeError(where, [`has ${nodes} nodes; the most is ${limits.nodes}`]);
  return parsed.data;
}
