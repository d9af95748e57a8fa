/** Brings changes in the editor to the scene, to Rete and to the elements, which show them in the next frame. */
import { effect } from '@preact/signals';
import type { Session } from '../../editor-context.ts';
import type { Board } from '../board.ts';
import type { Lights } from './lit-sockets.ts';
import type { Minimap } from './minimap.ts';
import type { Marks } from './node-marks.ts';
import type { ReteMirror } from './rete.ts';
import type { Stage } from './stage.ts';
import { language } from '../../i18n/language.ts';
import { t } from '../../i18n/t.ts';

export interface Followers {
  readonly stage: Stage;
  readonly rete: ReteMirror;
  readonly marks: Marks;
  readonly lights: Lights;
  readonly minimap: Minimap;
  /** Shows the graph as large as it can be read, without animation. */
  readonly fit: () => void;
}

/** @returns a function that stops following. */
export function follow(board: Board, followers: Followers): () => void {
  const { stage, marks, lights, minimap, fit } = followers;
  const { editor, scene } = board;
  const stops = [
    followDocument(board, followers),
    fitNewSessions(board, fit),
    followView(board),
    followSelection(board, stage),
    effect(() => {
      const { loose, target } = board.hints.value;
      if (loose) lights.target(target);
      board.requestFrame();
    }),
    effect(() => {
      stage.invalidate(marks.setIssues(editor.issues.value));
      stage.invalidate(scene.setFlagged(marks.flagged()));
      board.requestFrame();
    }),
    effect(() => {
      stage.invalidate(marks.setActivity(editor.activity.value.nodes));
      stage.invalidate(scene.setFlagged(marks.flagged()));
      board.requestFrame();
    }),
    effect(() => {
      minimap.element.hidden = !editor.settings.value.minimap;
      board.requestFrame();
    }),
    announceUndo(board),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function followDocument(board: Board, { stage, rete, marks }: Followers): () => void {
  const { editor, scene } = board;
  let shown: Session | undefined;
  let path: Session['path']['value'] | undefined;
  let spoken = language.peek();
  return effect(() => {
    const session = editor.session.value;
    // Titles and elements are in the language in which they were made.
    const isRetold = language.value !== spoken;
    if (isRetold) stage.clear();
    if (isRetold || session !== shown || session?.path.value !== path) scene.clear();
    spoken = language.value;
    shown = session;
    path = session?.path.value;
    const { changed, removed } = scene.update(session?.document.workflow.value, editor.types.value);
    if (changed.length + removed.length > 0) {
      rete.mirror(scene.nodes, scene.wires);
      stage.invalidate([...changed, ...marks.setWires(scene.wires)]);
    }
    deselectRemoved(board);
    board.requestFrame();
  });
}

/**
 * Shows everything of a document whose view was never moved, once. Nodes added to an empty canvas stay where they are
 * put.
 */
function fitNewSessions(board: Board, fit: () => void): () => void {
  const { editor } = board;
  /** Places inside each document that were shown. */
  const fitted = new WeakMap<Session, Set<string>>();
  return effect(() => {
    const session = editor.session.value;
    const { width } = board.size.value;
    void session?.document.workflow.value;
    // The sizes of nodes, and places of nodes that have none, follow from their types.
    if (!session || width === 0 || editor.types.value.size === 0) return;
    const place = session.path.value.join(':');
    const known = fitted.get(session) ?? new Set();
    if (known.has(place)) return;
    fitted.set(session, known.add(place));
    const { x, y, k } = session.viewport.peek();
    const isUntouched = x === 0 && y === 0 && k === 1;
    if (isUntouched) fit();
  });
}

function followView(board: Board): () => void {
  return effect(() => {
    const session = board.editor.session.value;
    void session?.viewport.value;
    void session?.focus.value;
    void board.size.value;
    board.requestFrame();
  });
}

function followSelection(board: Board, stage: Stage): () => void {
  let before: ReadonlySet<string> = new Set();
  return effect(() => {
    const now = board.editor.session.value?.selection.value ?? new Set<string>();
    stage.invalidate([...before, ...now].filter((key) => before.has(key) !== now.has(key)));
    before = now;
    board.requestFrame();
  });
}

/** Announces the name of each step that is undone. */
function announceUndo(board: Board): () => void {
  let shown: Session | undefined;
  let before: string | undefined;
  return effect(() => {
    const session = board.editor.session.value;
    const name = session?.document.redoName.value;
    if (session === shown && name !== before && name !== undefined) board.announce(t('Undone: {step}', { step: name }));
    shown = session;
    before = name;
  });
}

/** Removed items are no longer selected. */
function deselectRemoved({ scene, editor }: Board): void {
  const session = editor.session.peek();
  const selection = session?.selection.peek();
  if (!session || !selection || scene.nodes.size === 0) return;
  const kept = [...selection].filter((key) => scene.box(key) !== undefined || !scene.workflow);
  if (kept.length < selection.size) session.selection.value = new Set(kept);
}
