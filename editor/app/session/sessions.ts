/**
 * Open documents as tabs of this page, with the selection and viewport of each. Those belong to the browser tab, not to
 * the document.
 */
import { effect, type Signal, signal } from '@preact/signals';
import type { Documents, OpenedDocument } from '../../client/documents.ts';
import type { Session, Viewport } from '../../editor-context.ts';
import { browserShelf, tabShelf } from './storage.ts';

/** The part of a session that survives a reload. */
interface Place {
  readonly viewport?: Viewport;
  readonly selection?: readonly string[];
}

/** The viewport of a document that was never looked at. The canvas fits the whole graph instead. */
export const UNSEEN: Viewport = { x: 0, y: 0, k: 1 };

/** How long a selection or viewport has to rest before it is stored, in milliseconds. */
const REST = 200;

interface Made {
  readonly session: Session;
  /** Removes what is stored for the document, which was closed. */
  readonly forget: () => void;
}

function createSession({ document, info, unsaved }: OpenedDocument): Made {
  const key = `place/${document.id}`;
  const place = (tabShelf.read(key) ?? browserShelf.read(key) ?? {}) as Place;
  const selection = signal<ReadonlySet<string>>(new Set(place.selection));
  const focus = signal<string | undefined>(place.selection?.at(-1));
  const viewport = signal<Viewport>(place.viewport ?? UNSEEN);
  document.onRename((rename) => {
    const written = globalThis.document.activeElement;
    // Text being typed belongs to the item under its old name. Leaving the field commits it.
    if (written instanceof HTMLElement && written.matches('input, textarea, [contenteditable]')) written.blur();
    selection.value = new Set([...selection.peek()].map(rename));
    focus.value = focus.peek() && rename(focus.peek() ?? '');
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const now: Place = {
      ...(viewport.value === UNSEEN ? {} : { viewport: viewport.value }),
      selection: [...selection.value],
    };
    clearTimeout(timer);
    timer = setTimeout(() => {
      tabShelf.write(key, now);
      browserShelf.write(key, now.viewport && { viewport: now.viewport });
    }, REST);
  });
  const session: Session = {
    document,
    info,
    unsaved,
    selection,
    focus,
    viewport,
    run(command) {
      const select = document.do(command);
      if (!select) return;
      selection.value = new Set(select);
      focus.value = select.at(-1);
    },
  };
  return {
    session,
    forget() {
      stop();
      clearTimeout(timer);
      tabShelf.write(key, undefined);
      browserShelf.write(key, undefined);
    },
  };
}

export interface Sessions {
  readonly sessions: Signal<readonly Session[]>;
  readonly session: Signal<Session | undefined>;
  /** The session of a document, created on first use. */
  of(opened: OpenedDocument): Session;
}

/** @param first id of the document to show once it is open. Default: the last one shown in this tab. */
export function createSessions(documents: Documents, first?: string): Sessions {
  const made = new Map<string, Made>();
  const sessions = signal<readonly Session[]>([]);
  const session = signal<Session | undefined>(undefined);
  let wanted: string | undefined = first ?? (tabShelf.read('shown') as string | null) ?? undefined;
  const of = (opened: OpenedDocument): Session => {
    const own = made.get(opened.document.id) ?? createSession(opened);
    made.set(opened.document.id, own);
    return own.session;
  };

  effect(() => {
    const before = sessions.peek();
    const now = documents.opened.value.map(of);
    const shown = session.peek();
    sessions.value = now;
    for (const { document } of before.filter((each) => !now.includes(each))) {
      made.get(document.id)?.forget();
      made.delete(document.id);
    }
    if (shown && now.includes(shown)) return;
    // Until the list is complete, show only the wanted document. Afterwards, show the neighbour of a closed one.
    const place = shown ? before.indexOf(shown) : -1;
    const neighbour = now[Math.min(Math.max(place, 0), now.length - 1)];
    const waited = now.find(({ document }) => document.id === wanted);
    session.value = waited ?? (documents.ready.value ? neighbour : undefined);
  });
  effect(() => {
    const id = session.value?.document.id;
    if (id === undefined) return;
    wanted = id;
    tabShelf.write('shown', id);
  });
  return { sessions, session, of };
}
