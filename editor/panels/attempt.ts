/** Asking the server from a button: what goes wrong becomes a notice. */
import type { Editor } from '../editor-context.ts';

/** @returns undefined when it failed. */
export async function attempt<T>(editor: Editor, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    editor.notify('error', error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
