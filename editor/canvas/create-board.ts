/** The {@link Board} of a canvas: reads and changes the shown session. */
import { signal } from '@preact/signals';
import type { Point } from '../document/layout/geometry.ts';
import type { Editor, Session, Viewport } from '../editor-context.ts';
import type { Board } from './board.ts';
import { Glide } from './gestures/glide.ts';
import type { Hints } from './paint/painted-state.ts';
import { Scene } from './scene/scene.ts';
import { type Size, toCanvas, toScreen } from './scene/viewport.ts';

/** What the canvas adds once its parts are there. */
export interface BoardParts {
  requestFrame(): void;
  announce(text: string): void;
  elementOf: Board['elementOf'];
  focusItem: Board['focusItem'];
  rename: Board['rename'];
}

const START: Viewport = { x: 0, y: 0, k: 1 };

export function createBoard(
  editor: Editor,
  root: HTMLElement,
  parts: BoardParts,
): Board & { readonly size: { value: Size } } {
  const scene = new Scene();
  const hints = signal<Hints>({});
  const size = signal<Size>({ width: 0, height: 0 });
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
    editor,
    root,
    scene,
    hints,
    size,
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
    requestFrame: () => parts.requestFrame(),
    announce: (text) => parts.announce(text),
    run: (command, said) => {
      const shown = session();
      if (!shown || !command || command.patch.length === 0) return;
      shown.run(command);
      parts.announce(said ?? command.name);
    },
    select: (keys, focus) => {
      const shown = session();
      if (!shown) return;
      const next = new Set(keys);
      const before = shown.selection.peek();
      if (next.size !== before.size || [...next].some((key) => !before.has(key))) shown.selection.value = next;
      if (focus !== undefined) shown.focus.value = focus;
      else if (next.size === 0) shown.focus.value = undefined;
      else if (!next.has(shown.focus.peek() ?? '')) shown.focus.value = [...next].at(-1);
    },
    elementOf: (key) => parts.elementOf(key),
    focusItem: (key) => parts.focusItem(key),
    rename: (key) => parts.rename(key),
    draft: (drafts) => {
      if (drafts) scene.drafts = drafts;
      else scene.clearDrafts();
      parts.requestFrame();
    },
  };
}
