/** Makes an edit of a document, or refuses it. Nothing is stored here. */
import { applyPatch, clashesOf, type Patch, usedAfter, type Workflow } from '../../protocol/index.ts';
import { countNodes, limitOf, MAX_DEPTH } from '../../workflow/limits.ts';
import { workflowSchema } from '../../workflow/schema.ts';
import type { ServerLimits } from '../../host/server-options.ts';

import { EditRefused } from './documents.ts';
import { bytesOf, type HeldDocument } from './held-document.ts';
import { touchedParts } from './touched.ts';

/** Objects, lists and what they hold in one edit: a paste of 2000 nodes. Checking them takes some 50 ms. */
const EDIT_VALUES = 40_000;

export type EditLimits = Pick<ServerLimits, 'nodes' | 'workflowBytes'>;

/** @throws EditRefused; see Documents. */
export function editDocument(before: HeldDocument, patch: Patch, limits: EditLimits): HeldDocument {
  // The patch, its changes and their fields are three levels above the values.
  const over = limitOf(patch, { depth: MAX_DEPTH + 3, values: EDIT_VALUES });
  if (over === 'depth') throw new EditRefused(`A value nests more than ${MAX_DEPTH} levels deep.`);
  if (over === 'values')
    throw new EditRefused(
      `The change holds more than ${EDIT_VALUES} values, too many to be made at once. Open it as a file instead.`,
    );
  const workflow = patched(before, patch);
  checkSchema(workflow, patch);
  return {
    ...before,
    workflow,
    used: usedAfter(before.used, before.workflow, workflow),
    bytes: checkedSize(workflow, before.bytes + bytesOf(patch), limits),
    revision: before.revision + 1,
    modified: Date.now(),
  };
}

function patched({ workflow, used }: HeldDocument, patch: Patch): Workflow {
  let after: Workflow;
  let clashes: ReturnType<typeof clashesOf>;
  try {
    clashes = clashesOf(workflow, patch, used);
    after = applyPatch(workflow, patch);
  } catch (error) {
    throw new EditRefused((error as Error).message, { cause: error });
  }
  if (clashes.length === 0) return after;
  const names = clashes.map((path) => path.at(-1)).join(', ');
  throw new EditRefused(`Something else has or had the name: ${names}.`, { clashes });
}

function checkSchema(workflow: Workflow, patch: Patch): void {
  const checked = workflowSchema.safeParse(touchedParts(workflow, patch));
  if (checked.success) return;
  const problems = checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new EditRefused(problems.join('; '));
}

/**
 * @param atMost upper bound of the workflow's bytes. The bytes are counted only when the bound is above the limit.
 * @returns an upper bound of the bytes, within the limit.
 */
function checkedSize(workflow: Workflow, atMost: number, { nodes, workflowBytes }: EditLimits): number {
  if (countNodes(workflow) > nodes) throw new EditRefused(`The workflow would have more than ${nodes} nodes.`);
  const bytes = atMost > workflowBytes ? bytesOf(workflow) : atMost;
  if (bytes > workflowBytes)
    throw new EditRefused(`The workflow would have ${bytes} bytes; the most is ${workflowBytes}.`);
  return bytes;
}
