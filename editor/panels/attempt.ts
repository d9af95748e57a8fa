/** Turns a failed request into a notice. */
import type { Editor } from '../editor-context.ts';
import { messageOf } from '../words.ts';

/** @returns undefined if the work failed. */
export async function attempt<T>(editor: Editor, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    editor.notify('error', messageOf(error));
    return undefined;
  }
}
