/** Makes the {@link Board} of a canvas, which reads and changes the shown session. */
import { type Signal, signal } from '@preact/signals';
import type { Point } from '../document/layout/geometry.ts';
import type { Editor, Session, Viewport } from '../editor-context.ts';
import type { Board } from './board.ts';
import { Glide } from './gestures/glide.ts';
import type { Hints } from './paint/painted-state.ts';
import { Scene } from './scene/scene.ts';
import { type Size, toCanvas, toScreen } from './scene/viewport.ts';

/** Functions of parts of the canvas that are made after the board. */
export type BoardParts = Pick<Board, 'requestFrame' | 'announce' | 'focusItem' | 'rename'>;

const START: Viewport = { x: 0, y: 0, k: 1 };

export function createBoard(
  editor: Editor,
  root: HTMLElement,
  parts: BoardParts,
): Board & { readonly size: Signal<Size> } {
  const scene = new Scene();
  const session = (): Session | undefined => editor.session.peek();
  const viewport = (): Viewport => session()?.viewport.peek() ?? START;
  const setViewport = (next: Viewport): void => {
    const shown = session();
    if (shown) shown.viewport.value = next;
  };
  const glide = new Glide(viewport, setViewport);
  const toLocal = ({ x, y }: Point): Point => {
    const { left, top } = root.getBoundingClientRect();
    return { x: x - left, y: y - top };
  };
  return {
    ...parts,
    editor,
    root,
    scene,
    hints: signal<Hints>({}),
    size: signal<Size>({ width: 0, height: 0 }),
    session,
    viewport,
    setViewport,
    goal: () => glide.goal(),
    glideTo: (next) => glide.to(next),
    toLocal,
    toCanvas: (client) => toCanvas(viewport(), toLocal(client)),
    toClient: (point) => {
      const { left, top } = root.getBoundingClientRect();
      const { x, y } = toScreen(viewport(), point);
      return { x: x + left, y: y + top };
    },
    run: (command) => {
      const shown = session();
      if (!shown || !command || command.patch.length === 0) return;
      shown.run(command);
      parts.announce(command.name);
    },
    select: (keys, focus) => {
      const shown = session();
      if (shown) select(shown, new Set(keys), focus);
    },
    draft: (drafts) => {
      if (drafts) scene.drafts = drafts;
      else scene.clearDrafts();
      parts.requestFrame();
    },
  };
}

function select({ selection, focus }: Session, keys: ReadonlySet<string>, focused: string | undefined): void {
  const before = selection.peek();
  const isSame = keys.size === before.size && [...keys].every((key) => before.has(key));
  if (!isSame) selection.value = keys;
  if (focused !== undefined) focus.value = focused;
  else if (!keys.has(focus.peek() ?? '')) focus.value = [...keys].at(-1);
}
