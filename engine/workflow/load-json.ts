/** Parses JSON, with an error that names the file. */
import { WorkflowError } from './workflow-error.ts';

/** @throws WorkflowError for text that is not JSON. */
export function loadJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WorkflowError(where, [`not JSON: ${(error as Error).message}`], { cause: error });
  }
}
