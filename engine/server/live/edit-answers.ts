/** Applies the edits of clients. The author of an edit is answered by its event, or by a message if there is none. */
import { storageErrorOf } from '../../files/storage-error.ts';
import type { ClientMessage, LiveEventBody, Patch, ServerMessage } from '../../protocol/index.ts';
import { EditRefused } from '../documents/documents.ts';

export interface EditAnswersOptions {
  /** See Documents. @throws EditRefused */
  readonly applyEdit: (document: string, edit: string, patch: Patch) => unknown;
  /** The patch of an edit that was already made. */
  readonly madeEdit?: ((document: string, edit: string) => Patch | undefined) | undefined;
  readonly say: (message: string) => void;
}

export class EditAnswers {
  readonly #options: EditAnswersOptions;
  /** Ids of the edits published while the present edit is applied. */
  #published = new Set<string>();

  constructor(options: EditAnswersOptions) {
    this.#options = options;
  }

  /** Must be called with every event that is published. */
  notice(event: LiveEventBody): void {
    if (event.type === 'document-edited') this.#published.add(event.edit);
  }

  /** Applies an edit. @returns the answer to its author; undefined when the event of the edit is the answer. */
  answer({ document, edit, patch }: ClientMessage): ServerMessage | undefined {
    const { applyEdit, madeEdit } = this.#options;
    this.#published = new Set();
    try {
      applyEdit(document, edit, patch);
      if (this.#published.has(edit)) return undefined;
      return { type: 'edit-known', document, edit, patch: madeEdit?.(document, edit) };
    } catch (error) {
      return { type: 'edit-refused', document, edit, ...this.#reasonOf(error) };
    }
  }

  #reasonOf(error: unknown): { message: string; code?: 'exists'; paths?: readonly (readonly string[])[] } {
    const storage = storageErrorOf(error);
    if (storage) {
      this.#options.say(`An edit could not be kept: ${storage.message}`);
      return { message: storage.message };
    }
    if (!(error instanceof EditRefused)) {
      this.#options.say(`An edit failed: ${(error as Error).stack ?? String(error)}`);
      return { message: 'The server could not make the change.' };
    }
    const { message, clashes } = error;
    return clashes ? { message, code: 'exists', paths: clashes } : { message };
  }
}
