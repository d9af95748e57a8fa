/** Reads workflows from text and from files on disk. */
import { readFile, stat } from 'node:fs/promises';
import { checkWorkflow } from './check-workflow.ts';
import type { ImportedWorkflow, WorkflowImporter } from './import/importer.ts';
import { readAnyWorkflow } from './import/read-any.ts';
import { loadJson } from './load-json.ts';
import type { Workflow } from './schema.ts';
import { WorkflowError } from './workflow-error.ts';

/** Bytes of a file that is read. */
const LARGEST = 2 ** 28;

/** Why a file cannot be read, by the code of the error. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'a folder, not a workflow file or a picture',
  EACCES: 'the permissions of the file do not let you read it',
};

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
 * @param others importers of foreign formats.
 * @throws WorkflowError when the file cannot be read or holds no workflow.
 */
export async function importWorkflow(
  file: string,
  others: readonly WorkflowImporter[] = [],
): Promise<ImportedWorkflow> {
  return readAnyWorkflow(await readWorkflowFile(file), file, undefined, others);
}

/** The bytes of a file that may hold a workflow. @throws WorkflowError saying why it cannot be read. */
async function readWorkflowFile(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > LARGEST) throw new WorkflowError(file, ['too large for a workflow, or a picture that holds one']);
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof WorkflowError) throw cause;
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw new WorkflowError(file, [REASONS[code] ?? `cannot be read: ${message}`], { cause });
  }
}

/** The workflow alone, without provenance and issues. @throws WorkflowError as {@link importWorkflow}. */
export async function loadWorkflow(file: string): Promise<Workflow> {
  const { workflow } = await importWorkflow(file);
  return workflow;
}
