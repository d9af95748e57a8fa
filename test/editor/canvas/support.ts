/** A board without a canvas, for tests: a document, a scene, and the announced texts. */
import { signal } from '@preact/signals';
import type { Board } from '../../../editor/canvas/board.ts';
import type { Hints } from '../../../editor/canvas/paint/painted-state.ts';
import { Scene } from '../../../editor/canvas/scene/scene.ts';
import type { Size } from '../../../editor/canvas/scene/viewport.ts';
import { Document } from '../../../editor/document/document.ts';
import type { Dialog, Editor, Session, Viewport } from '../../../editor/editor-context.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { types } from '../document/support.ts';
import { wholeDocument } from '../whole-document.ts';

export interface TestBoard extends Board {
  readonly document: Document;
  readonly said: string[];
  readonly dialog: () => Dialog | undefined;
}

/** A board whose canvas pixels are the pixels of the window. */
export function testBoard(workflow: Workflow, selected: readonly string[] = [], snap = false): TestBoard {
  const document = new Document({ id: 'test', workflow, send: () => undefined });
  const selection = signal<ReadonlySet<string>>(new Set(selected));
  const focus = signal<string | undefined>(selected.at(-1));
  const viewport = signal<Viewport>({ x: 0, y: 0, k: 1 });
  const dialog = signal<Dialog | undefined>(undefined);
  const settings = signal({ snap });
  const session = { ...wholeDocument(document), selection, focus, viewport } as Session;
  const editor = { session: signal(session), types: signal(types), settings, dialog } as unknown as Editor;
  const scene = new Scene();
  const said: string[] = [];
  scene.update(workflow, types);
  return {
    editor,
    document,
    said,
    scene,
    root: { classList: { add: () => undefined, remove: () => undefined } } as unknown as HTMLElement,
    hints: signal<Hints>({}),
    size: signal<Size>({ width: 4000, height: 4000 }),
    dialog: () => dialog.peek(),
    session: () => session,
    viewport: () => viewport.peek(),
    setViewport: (next) => (viewport.value = next),
    goal: () => viewport.peek(),
    glideTo: (next) => (viewport.value = next),
    toCanvas: (point) => point,
    toLocal: (point) => point,
    toClient: (point) => point,
    requestFrame: () => undefined,
    announce: (text) => void said.push(text),
    run: (command) => {
      if (!command || command.patch.length === 0) return;
      document.do(command);
      scene.update(document.workflow.peek(), types);
    },
    select: (keys) => (selection.value = new Set(keys)),
    focusItem: (key) => (focus.value = key),
    draft: (drafts) => {
      if (drafts) scene.drafts = drafts;
      else scene.clearDrafts();
    },
    rename: () => undefined,
  };
}

export function pointer(x: number, y: number, keys: { readonly altKey?: boolean } = {}): PointerEvent {
  return { clientX: x, clientY: y, altKey: false, ...keys } as PointerEvent;
}
