/** Whether there is anything to run. */
import type { Editor } from '../../../editor-context.ts';

/** Whether the shown graph has no nodes. Its problems are not worth reporting yet. */
export function isEmpty({ session }: Editor): boolean {
  return Object.keys(session.value?.whole.value.nodes ?? {}).length === 0;
}
