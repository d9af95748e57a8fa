/** Reads workflow files, and workflows inside of pictures. */
import { readFile } from 'node:fs/promises';
import { loadJson } from './load-json.ts';
import { migrate } from './migrations.ts';
import { isPicture, type Provenance, readProvenance } from './picture/provenance.ts';
import { workflowSchema, type Workflow } from './schema.ts';
import { WorkflowError } from './workflow-error.ts';

/**
 * @param where named in errors, for example the file's path.
 * @throws WorkflowError naming every field that is wrong.
 */
export function parseWorkflow(text: string, where: string): Workflow {
  return checkWorkflow(loadJson(text, where), where);
}

/** A workflow that is JSON already. @throws WorkflowError as {@link parseWorkflow}. */
export function checkWorkflow(json: unknown, where: string): Workflow {
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
  const parsed = workflowSchema.safeParse(isObject ? migrate(json as Record<string, unknown>, where) : json);
  if (parsed.success) return parsed.data;
  throw new WorkflowError(
    where,
    parsed.error.issues.map(({ path, message }) => `${path.length > 0 ? path.join('.') : 'the file'}: ${message}`),
  );
}

/** A workflow, and where the picture comes from when it was read from one. */
export interface LoadedWorkflow {
  readonly workflow: Workflow;
  readonly provenance?: Provenance;
}

/** @throws WorkflowError when the file cannot be read, or is neither a workflow nor a picture with one inside. */
export async function loadWorkflowOrPicture(file: string): Promise<LoadedWorkflow> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new WorkflowError(file, ['there is no such file, or it cannot be read'], { cause: error });
  }
  if (!isPicture(bytes)) return { workflow: parseWorkflow(bytes.toString('utf8'), file) };
  const provenance = readProvenance(bytes, file);
  return { workflow: provenance.workflow, provenance };
}

/**
 * The workflow of a file: JSON, or a picture made by one.
 * @throws WorkflowError when the file cannot be read, or is neither.
 */
export async function loadWorkflow(file: string): Promise<Workflow> {
  return (await loadWorkflowOrPicture(file)).workflow;
}
