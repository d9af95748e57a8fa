/**
 * Open documents as tabs of this page, with the selection and viewport of each. Those belong to the browser tab, not to
 * the document.
 */
import { effect, type Signal, signal } from '@preact/signals';
import type { ModelInfo } from '../../../engine/protocol/index.ts';
import type { Documents, OpenedDocument } from '../../client/documents.ts';
import { withModelSettings } from '../../document/model-settings.ts';
import { type GraphPath, samePath } from '../../document/nested/path.ts';
import { ShownGraph } from '../../document/nested/shown-graph.ts';
import type { Editor, Session, Viewport } from '../../editor-context.ts';
import { dropOtherSteps, keepSteps } from './kept-steps.ts';
import { browserShelf, tabShelf } from './storage.ts';

/** How one graph of a document is looked at. */
interface Place {
  readonly viewport?: Viewport;
  readonly selection?: readonly string[];
}

/** The part of a session that survives a reload. */
interface Kept extends Place {
  /** The subgraph that is shown. */
  readonly path?: readonly string[];
}

/** The viewport of a document that was never looked at. The canvas fits the whole graph instead. */
export const UNSEEN: Viewport = { x: 0, y: 0, k: 1 };

/** How long a selection or viewport has to rest before it is stored, in milliseconds. */
const REST = 200;

/** The models of the server, as far as they are known. */
type ModelsNow = () => readonly ModelInfo[];

interface Made {
  readonly session: Session;
  /** Removes what is stored for the document, which was closed. */
  readonly forget: () => void;
}

function createSession(
  { document: whole, info, unsaved }: OpenedDocument,
  types: Editor['types'],
  models: ModelsNow,
): Made {
  const key = `place/${whole.id}`;
  const forgetSteps = keepSteps(whole);
  const kept = (tabShelf.read(key) ?? browserShelf.read(key) ?? {}) as Kept;
  const selection = signal<ReadonlySet<string>>(new Set());
  const focus = signal<string | undefined>(undefined);
  const viewport = signal<Viewport>(UNSEEN);
  const document = new ShownGraph(whole, placeKeeper({ selection, focus, viewport }), types);
  document.enter(kept.path ?? []);
  selection.value = new Set(kept.selection);
  focus.value = kept.selection?.at(-1);
  viewport.value = kept.viewport ?? UNSEEN;
  document.onRename((rename) => {
    leaveField();
    selection.value = new Set([...selection.peek()].map(rename));
    focus.value = focus.peek() && rename(focus.peek() ?? '');
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const now: Kept = {
      ...(viewport.value === UNSEEN ? {} : { viewport: viewport.value }),
      selection: [...selection.value],
      ...(document.path.value.length === 0 ? {} : { path: document.path.value }),
    };
    clearTimeout(timer);
    timer = setTimeout(() => {
      tabShelf.write(key, now);
      browserShelf.write(key, now.viewport && { viewport: now.viewport, ...(now.path ? { path: now.path } : {}) });
    }, REST);
  });
  const session: Session = {
    document,
    whole: whole.workflow,
    path: document.path,
    enter: (path) => {
      leaveField();
      document.enter(path);
    },
    info,
    unsaved,
    selection,
    focus,
    viewport,
    run(command) {
      const shown = document.workflow.peek();
      const select = document.do(withModelSettings(shown, command, types.peek(), models()));
      if (!select) return;
      selection.value = new Set(select);
      focus.value = select.at(-1);
    },
    runWhole: (command) => void whole.do(command, { path: document.path.peek(), subgraph: undefined }),
  };
  return {
    session,
    forget() {
      stop();
      forgetSteps();
      clearTimeout(timer);
      tabShelf.write(key, undefined);
      browserShelf.write(key, undefined);
    },
  };
}

/** Commits text being typed: it belongs to an item by its present name, in the graph that is shown now. */
function leaveField(): void {
  const written = globalThis.document.activeElement;
  if (written instanceof HTMLElement && written.matches('input, textarea, [contenteditable]')) written.blur();
}

/** Gives each graph of a document its own selection and viewport. @returns the function to call between two graphs. */
function placeKeeper({ selection, focus, viewport }: Pick<Session, 'selection' | 'focus' | 'viewport'>) {
  const places = new Map<string, Place>();
  return (from: GraphPath, to: GraphPath): void => {
    places.set(from.join(':'), { selection: [...selection.peek()], viewport: viewport.peek() });
    const place = places.get(to.join(':')) ?? {};
    // The instance that was left is selected, so that the keyboard goes on from there.
    const left = samePath(to, from.slice(0, to.length)) ? from[to.length] : undefined;
    const selected = left === undefined ? (place.selection ?? []) : [left];
    selection.value = new Set(selected);
    focus.value = selected.at(-1);
    viewport.value = place.viewport ?? UNSEEN;
  };
}

export interface Sessions {
  readonly sessions: Signal<readonly Session[]>;
  readonly session: Signal<Session | undefined>;
  /** The session of a document, created on first use. */
  of(opened: OpenedDocument): Session;
}

/** @param first id of the document to show once it is open. Default: the last one shown in this tab. */
export function createSessions(
  documents: Documents,
  types: Editor['types'],
  first?: string,
  models: ModelsNow = () => [],
): Sessions {
  const made = new Map<string, Made>();
  const sessions = signal<readonly Session[]>([]);
  const session = signal<Session | undefined>(undefined);
  let wanted: string | undefined = first ?? (tabShelf.read('shown') as string | null) ?? undefined;
  const of = (opened: OpenedDocument): Session => {
    const own = made.get(opened.document.id) ?? createSession(opened, types, models);
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
    if (documents.ready.value) dropOtherSteps(new Set(documents.opened.peek().map(({ document }) => document.id)));
  });
  effect(() => {
    const id = session.value?.document.id;
    if (id === undefined) return;
    wanted = id;
    tabShelf.write('shown', id);
  });
  return { sessions, session, of };
}
