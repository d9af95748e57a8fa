/** One open document of this tab, with what the server says about it. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { DocumentInfo, OpenDocument } from '../../engine/protocol/index.ts';
import { Document } from '../document/document.ts';
import { EditQueue, type EditQueueOptions } from './edit-queue.ts';

export interface OpenedDocument {
  readonly document: Document;
  readonly info: ReadonlySignal<DocumentInfo>;
  /** Whether closing it would lose work; see Session in editor-context.ts. */
  readonly unsaved: ReadonlySignal<boolean>;
}

export interface DocumentEntry extends OpenedDocument {
  readonly info: Signal<DocumentInfo>;
  /** Number of edits of the server that the document has. */
  readonly revision: Signal<number>;
  readonly edits: EditQueue;
}

/** Makes an entry from the server's answer, with the edits the browser kept from an earlier session. */
export function createEntry({ workflow, used, ...info }: OpenDocument, options: EditQueueOptions): DocumentEntry {
  const kept = options.unconfirmed.of(info.id);
  const document: Document = new Document({
    id: info.id,
    workflow,
    used,
    pending: kept,
    send: (edit) => edits.add(edit),
  });
  const edits = new EditQueue(document, kept, options);
  const ownInfo = signal<DocumentInfo>(info);
  const revision = signal(info.revision);
  const unsaved = computed(() => {
    const isEdited = revision.value > ownInfo.value.revision || document.pending.value.length > 0;
    if (isEdited) return true;
    // A document without a file is unsaved once it was edited.
    return ownInfo.value.file === undefined ? revision.value > 0 : ownInfo.value.unsaved;
  });
  return { document, info: ownInfo, revision, unsaved, edits };
}
