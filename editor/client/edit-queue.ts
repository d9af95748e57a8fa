/** Sends the edits of one document in order, and keeps them in the browser until the server has them. */
import { type ClientMessage, creates } from '../../engine/protocol/index.ts';
import type { Edit } from '../document/command.ts';
import type { Document } from '../document/document.ts';
import type { Unconfirmed } from './unconfirmed.ts';

export interface EditQueueOptions {
  readonly unconfirmed: Unconfirmed;
  readonly send: (message: ClientMessage) => boolean;
  /** Whether edits may be sent now. While the document is being read again, they wait. */
  readonly canSend: () => boolean;
}

export class EditQueue {
  readonly #document: Document;
  readonly #options: EditQueueOptions;
  /** Ids of unconfirmed edits that were sent over the present connection. */
  readonly #sent = new Set<string>();
  /** Edits the browser keeps in their present form. */
  readonly #kept: WeakSet<Edit>;

  /** @param kept edits the browser keeps. Those the document renamed since are kept anew by {@link keepChanged}. */
  constructor(document: Document, kept: readonly Edit[], options: EditQueueOptions) {
    this.#document = document;
    this.#options = options;
    this.#kept = new WeakSet(kept);
  }

  /** Takes an edit the document just made. */
  add(edit: Edit): void {
    this.#keep(edit);
    this.sendNext();
  }

  /** Sends edits up to the first one that creates something: later ones wait for its answer; see docs/protocol.md. */
  sendNext(): void {
    if (!this.#options.canSend()) return;
    for (const edit of this.#document.pending.peek()) {
      if (!this.#sent.has(edit.edit)) {
        this.#sent.add(edit.edit);
        this.#options.send({ type: 'edit', document: this.#document.id, ...edit });
      }
      if (creates(edit.patch)) return;
    }
  }

  /** Sends all unconfirmed edits again, over a new connection. The server makes an edit of one id only once. */
  resend(): void {
    this.#sent.clear();
    this.sendNext();
  }

  /** Keeps the edits that changed, because an answer of the server gave items other names. */
  keepChanged(): void {
    for (const edit of this.#document.pending.peek()) if (!this.#kept.has(edit)) this.#keep(edit);
  }

  /** The server answered an edit. @param apply changes the document by the answer. */
  answered(edit: string, apply: () => void): void {
    apply();
    this.keepChanged();
    this.#sent.delete(edit);
    this.sendNext();
  }

  #keep(edit: Edit): void {
    this.#options.unconfirmed.keep(this.#document.id, edit);
    this.#kept.add(edit);
  }
}
