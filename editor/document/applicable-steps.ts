/** Which steps of an earlier session undo and redo can still make: others may have edited the document meanwhile. */
import { applyPatch, type Patch, type Workflow } from '../../engine/protocol/index.ts';
import type { Step, Steps } from './history.ts';
import { sameJson } from './json.ts';

/**
 * The steps that undo and redo would reach and that find the document as they left it. A step that would change nothing
 * is left out: somebody deleted what it was about.
 */
export function applicableSteps(workflow: Workflow, { done, undone }: Steps): Steps {
  return {
    done: reachable(workflow, done, ({ back, forward }) => [back, forward]),
    undone: reachable(workflow, undone, ({ back, forward }) => [forward, back]),
  };
}

/** @param patchesOf the patch that is made of a step, and the one that takes it back. */
function reachable(
  workflow: Workflow,
  steps: readonly Step[],
  patchesOf: (step: Step) => readonly [made: Patch, inverse: Patch],
): readonly Step[] {
  const found: Step[] = [];
  let current = workflow;
  for (const step of steps.toReversed()) {
    const [made, inverse] = patchesOf(step);
    const next = applyPatch(current, made);
    if (sameJson(next, current)) continue;
    // Somebody overwrote what this step changed, and undoing it or an earlier one would take that back.
    if (!sameJson(applyPatch(next, inverse), current)) break;
    found.push(step);
    current = next;
  }
  return found.toReversed();
}
