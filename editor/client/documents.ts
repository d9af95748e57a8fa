/**
 * The open documents of this tab. Edits go to the server in the order they were made, come back as the truth of all
 * tabs, and are sent again after a lost connection until the server has them.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type {
  ClientMessage,
  LiveEvent,
  OpenDocument,
  Patch,
  ServerMessage,
  Snapshot,
  Workflow,
} from '../../engine/protocol/index.ts';
import { createEntry, type DocumentEntry, type OpenedDocument } from './open-document.ts';
import type { Unconfirmed } from './unconfirmed.ts';

export type { OpenedDocument } from './open-document.ts';

type Edited = Extract<LiveEvent, { readonly type: 'document-edited' }>;
type Answer<T extends ServerMessage['type']> = Omit<Extract<ServerMessage, { readonly type: T }>, 'type'>;

export interface Documents {
  /** The documents that are loaded, in the server's order. */
  readonly opened: ReadonlySignal<readonly OpenedDocument[]>;
  /** Whether all documents of the first snapshot are loaded. */
  readonly ready: ReadonlySignal<boolean>;
  find(id: string): OpenedDocument | undefined;
  /** Takes in a document the server opened or was asked for. */
  adopt(document: OpenDocument): OpenedDocument;
  /** Removes a document this tab closed, with the edits it had not sent. */
  forget(id: string): void;
  /** The connection stands. @param snapshot the state of the server; undefined when missed events follow instead. */
  welcome(snapshot: Snapshot | undefined): void;
  event(event: LiveEvent): void;
  /**
   * The server cannot make an edit; see `edit-refused` in docs/protocol.md.
   * @returns whether the edit is sent again with other names for its new items; otherwise it is taken back.
   */
  refused(answer: Answer<'edit-refused'>): boolean;
  /** The server has an edit already. */
  known(answer: Answer<'edit-known'>): void;
}

export interface DocumentsOptions {
  /** Reads a document; undefined when it is closed. Rejects when the server cannot be reached. */
  readonly read: (id: string) => Promise<OpenDocument | undefined>;
  readonly send: (message: ClientMessage) => boolean;
  readonly unconfirmed: Unconfirmed;
  /** Called with the workflow of a document that was closed elsewhere while it had edits the server does not have. */
  readonly stranded: (workflow: Workflow) => void;
}

export function createDocuments({ read, send, unconfirmed, stranded }: DocumentsOptions): Documents {
  const order = signal<readonly string[]>([]);
  const entries = signal<ReadonlyMap<string, DocumentEntry>>(new Map());
  const ready = signal(false);
  /** Events of documents that are being read, by document. They are applied to the answer. */
  const waiting = new Map<string, Edited[]>();
  /** Number of the latest reading of each document. Answers to earlier ones are ignored. */
  const readings = new Map<string, number>();
  const find = (id: string): DocumentEntry | undefined => entries.peek().get(id);
  const nextReading = (id: string): number => {
    const next = (readings.get(id) ?? 0) + 1;
    readings.set(id, next);
    return next;
  };

  const add = (opened: OpenDocument): DocumentEntry => {
    const { id } = opened;
    const canSend = (): boolean => find(id) !== undefined && !waiting.has(id);
    const entry = createEntry(opened, { unconfirmed, send, canSend });
    entries.value = new Map([...entries.peek(), [id, entry]]);
    if (!order.peek().includes(id)) order.value = [...order.peek(), id];
    return entry;
  };

  /**
   * An edit is not pending any more.
   * @param made the patch under which the server has it; undefined when it is refused.
   */
  const settle = (id: string, edit: string, made?: Patch): void => {
    const entry = find(id);
    unconfirmed.drop(id, edit);
    entry?.edits.answered(edit, () => entry.document.refuse(edit, made));
  };

  const apply = (entry: DocumentEntry, { revision, edit, patch }: Edited): void => {
    const { document, edits } = entry;
    const known = entry.revision.peek();
    if (revision > known + 1) void load(document.id);
    // The document has the edit already, so it only must not stay pending.
    else if (revision <= known) settle(document.id, edit, patch);
    else {
      unconfirmed.drop(document.id, edit);
      entry.revision.value = revision;
      edits.answered(edit, () => document.confirm({ edit, patch }));
    }
  };

  const adopt = (opened: OpenDocument): DocumentEntry => {
    const { id } = opened;
    const known = find(id);
    if (known && !waiting.has(id)) return known;
    const missed = waiting.get(id) ?? [];
    waiting.delete(id);
    nextReading(id);
    if (known) reset(known, opened);
    const entry = known ?? add(opened);
    entry.edits.keepChanged();
    for (const event of missed) apply(entry, event);
    entry.edits.resend();
    return entry;
  };

  const remove = (id: string): void => {
    const entry = find(id);
    waiting.delete(id);
    nextReading(id);
    order.value = order.peek().filter((each) => each !== id);
    if (!entry) return;
    entries.value = new Map([...entries.peek()].filter(([each]) => each !== id));
    if (entry.document.pending.peek().length > 0) stranded(entry.document.workflow.peek());
    unconfirmed.dropAll(id);
  };

  const load = async (id: string): Promise<void> => {
    if (!waiting.has(id)) waiting.set(id, []);
    const reading = nextReading(id);
    const answer = await read(id).catch(() => 'unreachable' as const);
    // When the server cannot be reached, the next welcome reads the document again.
    if (answer === 'unreachable' || readings.get(id) !== reading) return;
    if (answer) adopt(answer);
    else remove(id);
  };

  const loadMissing = async (): Promise<void> => {
    const missing = order.peek().filter((id) => waiting.has(id) || !find(id));
    await Promise.all(missing.map(load));
    ready.value = true;
  };

  /** Reads all documents of a snapshot again, and removes those it does not have. */
  const startOver = ({ documents }: Snapshot): void => {
    const ids = new Set(documents.map(({ id }) => id));
    for (const id of entries.peek().keys()) if (!ids.has(id)) remove(id);
    order.value = [...ids];
    for (const id of ids) waiting.set(id, []);
  };

  const resendAll = (): void => {
    for (const [id, { edits }] of entries.peek()) if (!waiting.has(id)) edits.resend();
  };

  return {
    ready,
    opened: computed(() => order.value.flatMap((id) => entries.value.get(id) ?? [])),
    find,
    adopt,
    forget(id) {
      for (const { edit } of find(id)?.document.pending.peek() ?? []) settle(id, edit);
      remove(id);
    },
    welcome(snapshot) {
      if (snapshot) startOver(snapshot);
      else resendAll();
      void loadMissing();
    },
    event(event) {
      if (event.type === 'document-opened' && !order.peek().includes(event.document.id)) {
        order.value = [...order.peek(), event.document.id];
        void load(event.document.id);
      } else if (event.type === 'document-edited') {
        const entry = find(event.document);
        const missed = waiting.get(event.document);
        if (missed) missed.push(event);
        else if (entry) apply(entry, event);
      } else if (event.type === 'document-saved') {
        const entry = find(event.document.id);
        if (entry) entry.info.value = event.document;
      } else if (event.type === 'document-closed') remove(event.document);
    },
    refused({ document: id, edit, code, paths = [] }) {
      const entry = find(id);
      if (code !== 'exists' || !entry) {
        settle(id, edit);
        return false;
      }
      entry.edits.answered(edit, () => entry.document.giveWay(edit, paths));
      return true;
    },
    known: ({ document, edit, patch }) => settle(document, edit, patch),
  };
}

/** Starts a document over from the server's answer. */
function reset(entry: DocumentEntry, { workflow, used, ...info }: OpenDocument): void {
  entry.info.value = info;
  entry.revision.value = info.revision;
  entry.document.reset(workflow, used);
}
