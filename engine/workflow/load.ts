/** Reads workflows from text and from files on disk. */
import { readFile } from 'node:fs/promises';
import { checkWorkflow } from './check-workflow.ts';
import type { ImportedWorkflow } from './import/importer.ts';
import { readAnyWorkflow } from './import/read-any.ts';
import { loadJson } from './load-json.ts';
import type { Workflow } from './schema.ts';
import { WorkflowError } from './workflow-error.ts';

/**
 * Parses the text of a workflow file.
 * @param where names the text in errors, for example the file's path.
 * @throws WorkflowError naming every field that is wrong.
 */
export function parseWorkflow(text: string, where: string): Workflow {
  return checkWorkflow(loadJson(text, where), where);
}

/**
 * Reads a file of any format the importers know: a workflow file, or a picture that carries a workflow.
 * @throws WorkflowError when the file cannot be read or holds no workflow.
 */
export async function importWorkflow(file: string): Promise<ImportedWorkflow> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new WorkflowError(file, ['there is no such file, or it cannot be read'], { cause });
  });
  return readAnyWorkflow(bytes, file);
}

/** The workflow alone, without provenance and issues. @throws WorkflowError as {@link importWorkflow}. */
export async function loadWorkflow(file: string): Promise<Workflow> {
  const { workflow } = await importWorkflow(file);
  return workflow;
}
