/** Names of workflow files. */
import type { Workflow } from '../../../engine/protocol/index.ts';

/** A file name made from a title: "Text to image" becomes `text-to-image`. */
export function fileNameOf(title: string): string {
  const slug = title
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{Mark}+/gu, '')
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return slug === '' ? 'workflow' : slug;
}

/** @param file the name the workflow is saved under, without `.json`. Default: made from its name. */
export function fileName(workflow: Workflow, file: string | undefined): string {
  return file ?? fileNameOf(workflow.name);
}
