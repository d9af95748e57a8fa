/** Patches of workflows: what an edit changes. Shared by the server and the editor. */
export { applyPatch, clashesOf, invertPatch } from './apply-patch.ts';
export { type Change, creates, type Patch } from './change.ts';
export { CREATED, INNER_CREATED, isCreated, pathKey, valueAt } from './paths.ts';
