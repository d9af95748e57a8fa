/** Reads workflow files. */
import { readFile } from 'node:fs/promises';
import { workflowSchema, type Workflow } from './schema.ts';
import { WorkflowError } from './workflow-error.ts';

/**
 * @param where named in errors, for example the file's path.
 * @throws WorkflowError naming every field that is wrong.
 */
export function parseWorkflow(text: string, where: string): Workflow {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new WorkflowError(where, [`not JSON: ${(error as Error).message}`], { cause: error });
  }
  const parsed = workflowSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new WorkflowError(
    where,
    parsed.error.issues.map(({ path, message }) => `${path.length > 0 ? path.join('.') : 'the file'}: ${message}`),
  );
}

/** @throws WorkflowError when the file cannot be read or is not a workflow. */
export async function loadWorkflow(file: string): Promise<Workflow> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new WorkflowError(file, ['there is no such file, or it cannot be read'], { cause: error });
  }
  return parseWorkflow(text, file);
}
