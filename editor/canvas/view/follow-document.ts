/**
 * The view follows: what changes in the editor is brought to the scene, to Rete and to the elements, in the next frame.
 */
import { effect } from '@preact/signals';
import type { Session } from '../../editor-context.ts';
import type { Board } from '../board.ts';
import type { Lights } from './lit-sockets.ts';
import type { Marks } from './node-marks.ts';
import type { Minimap } from './minimap.ts';
import { measurePictures } from './node-pictures.ts';
import type { ReteMirror } from './rete.ts';
import type { Stage } from './stage.ts';

export interface Followers {
  readonly stage: Stage;
  readonly rete: ReteMirror;
  readonly marks: Marks;
  readonly lights: Lights;
  readonly minimap: Minimap;
  /** Shows everything, without motion. */
  readonly fit: () => void;
}

/** @returns what ends it. */
export function follow(board: Board, { stage, rete, marks, lights, minimap, fit }: Followers): () => void {
  const { editor, scene } = board;
  const fitted = new WeakSet<Session>();
  let shown: Session | undefined;
  const stops = [
    effect(() => {
      const session = editor.session.value;
      if (session !== shown) scene.clear();
      shown = session;
      const workflow = session?.document.workflow.value;
      const { changed, removed } = scene.update(workflow, editor.types.value);
      if (changed.length > 0 || removed.length > 0) {
        rete.mirror(scene.nodes, scene.wires);
        stage.invalidate([...changed, ...marks.setWires(scene.wires)]);
      }
      forgetGone(board);
      board.requestFrame();
    }),
    // What was never looked at is shown as a whole.
    effect(() => {
      const session = editor.session.value;
      const { width } = board.size.value;
      void session?.document.workflow.value;
      void editor.types.value;
      if (!session || width === 0 || fitted.has(session)) return;
      // What is added to an empty canvas stays where it is put.
      fitted.add(session);
      const { x, y, k } = session.viewport.peek();
      if (x === 0 && y === 0 && k === 1) fit();
    }),
    effect(() => {
      void editor.session.value?.viewport.value;
      void editor.session.value?.focus.value;
      void board.size.value;
      board.requestFrame();
    }),
    followSelection(board, stage),
    effect(() => {
      const { loose, target } = board.hints.value;
      if (loose) lights.target(target);
      board.requestFrame();
    }),
    effect(() => {
      stage.invalidate(marks.setIssues(editor.issues.value));
      board.requestFrame();
    }),
    effect(() => {
      stage.invalidate(marks.setActivity(editor.activity.value.nodes));
      measurePictures(scene, editor.activity.value);
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

/** Says what was taken back. */
function announceUndo(board: Board): () => void {
  let shown: Session | undefined;
  let before: string | undefined;
  return effect(() => {
    const session = board.editor.session.value;
    const name = session?.document.redoName.value;
    if (session === shown && name !== before && name !== undefined) board.announce(`Undone: ${name}`);
    shown = session;
    before = name;
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

/** What is gone is not selected any more. */
function forgetGone({ scene, editor }: Board): void {
  const session = editor.session.peek();
  const selection = session?.selection.peek();
  if (!session || !selection || scene.nodes.size === 0) return;
  const kept = [...selection].filter((key) => scene.box(key) !== undefined || !scene.workflow);
  if (kept.length < selection.size) session.selection.value = new Set(kept);
}
