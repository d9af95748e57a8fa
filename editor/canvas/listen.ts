/** Connects the canvas to the page: sizes, theme, pointers, keys, and changes of the document. */
import type { Signal } from '@preact/signals';
import type { Point } from '../document/layout/geometry.ts';
import type { Board } from './board.ts';
import { listenDoubleClick } from './gestures/double-click.ts';
import { listenHover } from './gestures/hover.ts';
import { listenNodeDrops } from './gestures/node-drop.ts';
import { listenPictureDrops } from './gestures/picture-drop.ts';
import { listenPointers } from './gestures/pointers/listen-pointers.ts';
import { listenWheel } from './gestures/wheel.ts';
import { listenKeys } from './keyboard/keys.ts';
import type { WireList } from './keyboard/wire-list.ts';
import { listenContextMenu } from './menu/listen-context-menu.ts';
import { openMenu } from './menu/open-menu.ts';
import type { Navigation } from './navigation.ts';
import type { Size } from './scene/viewport.ts';
import type { CanvasView } from './view/canvas-view.ts';
import { follow } from './view/follow-document.ts';
import type { FrameLoop } from './view/frame-loop.ts';

export interface ListenParts {
  readonly view: CanvasView;
  readonly frames: FrameLoop;
  readonly navigation: Navigation;
  readonly wireList: WireList;
  readonly openSearch: () => void;
}

export interface CanvasListener {
  readonly cancelGesture: () => boolean;
  readonly destroy: () => void;
}

export function listen(board: Board & { readonly size: Signal<Size> }, parts: ListenParts): CanvasListener {
  const { view, frames, navigation, wireList, openSearch } = parts;
  const stopSizes = observeSize(board, view, frames);
  const stopTheme = observeTheme(board, view);
  const keys = listenKeys(board, { cancelGesture: () => pointers.cancel(), openSearch });
  const pointers = listenPointers(board, {
    isSpaceDown: keys.isSpaceDown,
    openMenu: (client, key) => openMenu(board, client, key),
    clickSocket: (end) => wireList.open(end),
    light: (from) => view.lights.set(from),
    say: (at, text) => view.overlay.say(board.toLocal(at), text, board.size.peek().width),
  });
  const { stage, rete, marks, lights, minimap } = view;
  const stops = [
    follow(board, { stage, rete, marks, lights, minimap, fit: () => navigation.fit(false) }),
    listenWheel(board),
    listenHover(board),
    listenPictureDrops(board),
    listenNodeDrops(board),
    listenDoubleClick(board),
    listenContextMenu(board),
    keys.destroy,
    pointers.destroy,
    stopSizes,
    stopTheme,
  ];
  for (const type of ['focusin', 'focusout']) board.root.addEventListener(type, board.requestFrame);
  return {
    cancelGesture: pointers.cancel,
    destroy: () => {
      for (const stop of stops) stop();
    },
  };
}

function observeSize(board: Board & { readonly size: Signal<Size> }, view: CanvasView, frames: FrameLoop): () => void {
  const { root, size } = board;
  let corner: Point | undefined;
  let path = board.session()?.path.peek();
  const observer = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = root;
    view.resize(width, height);
    // The way to a subgraph above the canvas comes with another graph, which has a view of its own.
    const isSameGraph = path === board.session()?.path.peek();
    path = board.session()?.path.peek();
    if (width > 0) corner = keepPlace(board, isSameGraph ? corner : undefined);
    size.value = { width, height };
    // Resizing empties the painted canvas, which must not be seen.
    frames.now();
  });
  observer.observe(root);
  return () => observer.disconnect();
}

/**
 * Keeps nodes where they are in the window when a panel moves the corner of the canvas.
 * @param before the corner in the window; undefined when the canvas was not shown. @returns the corner now.
 */
function keepPlace({ root, viewport, setViewport, session }: Board, before: Point | undefined): Point {
  const { left: x, top: y } = root.getBoundingClientRect();
  const isMoved = before !== undefined && (before.x !== x || before.y !== y);
  if (isMoved && session()) {
    const view = viewport();
    setViewport({ ...view, x: view.x + before.x - x, y: view.y + before.y - y });
  }
  return { x, y };
}

function observeTheme({ requestFrame }: Board, view: CanvasView): () => void {
  const observer = new MutationObserver(() => {
    view.forgetColours();
    requestFrame();
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
