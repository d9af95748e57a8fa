/**
 * The open documents of this tab and the server's: edits go out in the order they were made, come back as everybody's
 * truth, and are sent again after a lost connection until the server says it has them.
 */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import {
  type ClientMessage,
  creates,
  type DocumentInfo,
  type LiveEvent,
  type OpenDocument,
  type Patch,
  type ServerMessage,
  type Snapshot,
  type Workflow,
} from '../../engine/protocol/index.ts';
import { Document, type Edit } from '../document/document.ts';
import type { Unconfirmed } from './unconfirmed.ts';

type Edited = Extract<LiveEvent, { readonly type: 'document-edited' }>;

export interface OpenedDocument {
  readonly document: Document;
  readonly info: ReadonlySignal<DocumentInfo>;
  /** See Session in editor.ts. */
  readonly unsaved: ReadonlySignal<boolean>;
}

export interface Documents {
  /** Those that are loaded, in the server's order. */
  readonly opened: ReadonlySignal<readonly OpenedDocument[]>;
  /** Whether the first list of the server is shown completely. */
  readonly ready: ReadonlySignal<boolean>;
  find(id: string): OpenedDocument | undefined;
  /** Takes in what opening or reading a document answered. */
  adopt(document: OpenDocument): OpenedDocument;
  /** Closed by this tab: what it had not sent is of no interest any more. */
  forget(id: string): void;
  welcome(snapshot: Snapshot | undefined): void;
  event(event: LiveEvent): void;
  /**
   * See `edit-refused` in protocol.ts.
   * @returns whether it is sent again, under other names of what it creates; else it is taken back.
   */
  refused(answer: Omit<Extract<ServerMessage, { readonly type: 'edit-refused' }>, 'type'>): boolean;
  known(answer: Omit<Extract<ServerMessage, { readonly type: 'edit-known' }>, 'type'>): void;
}

export interface DocumentsOptions {
  /** Reads a document; undefined when it is closed. Rejects when the server cannot be reached. */
  readonly read: (id: string) => Promise<OpenDocument | undefined>;
  readonly send: (message: ClientMessage) => boolean;
  readonly unconfirmed: Unconfirmed;
  /** A document was closed elsewhere while this tab had edits the server does not have; here it is with them. */
  readonly stranded: (workflow: Workflow) => void;
}

interface Entry extends OpenedDocument {
  readonly info: Signal<DocumentInfo>;
  readonly revision: Signal<number>;
  /** Edits not confirmed that were sent over the connection there is. */
  readonly sent: Set<string>;
  /** Edits that are kept as they are. */
  readonly kept: WeakSet<Edit>;
}

export function createDocuments({ read, send, unconfirmed, stranded }: DocumentsOptions): Documents {
  const order = signal<readonly string[]>([]);
  const entries = signal<ReadonlyMap<string, Entry>>(new Map());
  const ready = signal(false);
  /** Events of documents that are being read: what is here of those does not follow the events meanwhile. */
  const waiting = new Map<string, Edited[]>();
  /** Counts the readings of each document: only the latest one's answer counts. */
  const readings = new Map<string, number>();
  const find = (id: string): Entry | undefined => entries.peek().get(id);
  const nextReading = (id: string): number => {
    const next = (readings.get(id) ?? 0) + 1;
    readings.set(id, next);
    return next;
  };

  const create = ({ workflow, used, ...info }: OpenDocument): Entry => {
    const { id } = info;
    const pending = unconfirmed.of(id);
    const kept = new WeakSet<Edit>(pending);
    const document: Document = new Document({
      id,
      workflow,
      used,
      pending,
      send(edit) {
        unconfirmed.keep(id, edit);
        kept.add(edit);
        const entry = find(id);
        if (entry) sendNext(entry);
      },
    });
    const own = signal<DocumentInfo>(info);
    const revision = signal(info.revision);
    const unsaved = computed(() => {
      const edited = revision.value > own.value.revision || document.pending.value.length > 0;
      return edited || (own.value.file === undefined ? revision.value > 0 : own.value.unsaved);
    });
    return { document, info: own, revision, unsaved, sent: new Set(), kept };
  };

  /**
   * Sends what may be sent: nothing goes behind an edit that creates something before that is answered; see
   * protocol.ts.
   */
  const sendNext = ({ document, sent }: Entry): void => {
    if (waiting.has(document.id)) return;
    for (const edit of document.pending.peek()) {
      if (!sent.has(edit.edit)) {
        sent.add(edit.edit);
        send({ type: 'edit', document: document.id, ...edit });
      }
      if (creates(edit.patch)) return;
    }
  };

  /** Sends what is not confirmed, again where need be: the server makes an edit of one id once. */
  const flush = (entry: Entry): void => {
    entry.sent.clear();
    sendNext(entry);
  };

  /** What comes from the server may give other names to what edits are about: they are kept with those. */
  const keep = ({ document, kept }: Entry): void => {
    for (const edit of document.pending.peek()) {
      if (!kept.has(edit)) unconfirmed.keep(document.id, edit);
      kept.add(edit);
    }
  };

  const answered = (entry: Entry, edit: string, take: () => void): void => {
    take();
    keep(entry);
    entry.sent.delete(edit);
    sendNext(entry);
  };

  /** @param made the patch the server has the edit with; without one it cannot make it. */
  const settle = (id: string, edit: string, made?: Patch): void => {
    const entry = find(id);
    unconfirmed.drop(id, edit);
    if (entry) answered(entry, edit, () => entry.document.refuse(edit, made));
  };

  const apply = (entry: Entry, { revision, edit, patch }: Edited): void => {
    const { document } = entry;
    const known = entry.revision.peek();
    // What was read has it already: it only must not be shown on top a second time.
    if (revision <= known) return settle(document.id, edit, patch);
    if (revision > known + 1) return void load(document.id);
    unconfirmed.drop(document.id, edit);
    entry.revision.value = revision;
    answered(entry, edit, () => document.confirm({ edit, patch }));
  };

  const adopt = (opened: OpenDocument): Entry => {
    const { workflow, used, ...info } = opened;
    const { id } = info;
    const known = find(id);
    if (known && !waiting.has(id)) return known;
    const missed = waiting.get(id) ?? [];
    waiting.delete(id);
    nextReading(id);
    const entry = known ?? create(opened);
    if (known) {
      entry.info.value = info;
      entry.revision.value = info.revision;
      entry.document.reset(workflow, used);
    } else {
      entries.value = new Map([...entries.peek(), [id, entry]]);
      if (!order.peek().includes(id)) order.value = [...order.peek(), id];
    }
    keep(entry);
    for (const event of missed) apply(entry, event);
    flush(entry);
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
    // Unreachable: the next welcome reads it again.
    if (answer === 'unreachable' || readings.get(id) !== reading) return;
    if (answer) adopt(answer);
    else remove(id);
  };

  const loadAll = async (): Promise<void> => {
    await Promise.all(
      order
        .peek()
        .filter((id) => waiting.has(id) || !find(id))
        .map(load),
    );
    ready.value = true;
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
      if (snapshot) {
        const ids = new Set(snapshot.documents.map(({ id }) => id));
        for (const id of entries.peek().keys()) if (!ids.has(id)) remove(id);
        order.value = [...ids];
        for (const id of ids) waiting.set(id, []);
      } else {
        for (const [id, entry] of entries.peek()) if (!waiting.has(id)) flush(entry);
      }
      void loadAll();
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
      answered(entry, edit, () => entry.document.giveWay(edit, paths));
      return true;
    },
    known: ({ document, edit, patch }) => settle(document, edit, patch),
  };
}
