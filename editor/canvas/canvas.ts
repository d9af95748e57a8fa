/**
 * The canvas: shows the document of `editor.session` and turns what people do on it into commands. The document is the
 * truth; scene/ reads it, stage.ts and paint/ show it, gestures/ and keyboard/ change it, and Rete (rete.ts) holds what
 * is in view.
 */
import { addReroute } from '../document/commands/index.ts';
import type { Point } from '../document/layout/geometry.ts';
import { readItem } from '../document/selection.ts';
import type { Action, Editor, Session } from '../editor-context.ts';
import { canvasActions, centreOf } from './actions.ts';
import { createBoard } from './create-board.ts';
import { h } from '../dom.ts';
import { isControl } from './is-control.ts';
import { follow } from './view/follow-document.ts';
import { listenHover } from './gestures/hover.ts';
import { keyUnder, listenPointers } from './gestures/pointers.ts';

import { listenWheel } from './gestures/wheel.ts';
import { Items } from './view/items/items.ts';
import { listenKeys } from './keyboard/keys.ts';
import { WireList } from './keyboard/wire-list.ts';
import { Lights } from './view/lit-sockets.ts';
import { Marks } from './view/node-marks.ts';
import { openMenu } from './menu.ts';
import { Minimap } from './view/minimap.ts';
import { Overlay } from './view/overlay.ts';
import { Painter } from './paint/painter.ts';
import { Palette } from './paint/palette.ts';
import { listenPictureDrops } from './gestures/picture-drop.ts';
import { pictureOf } from './view/node-pictures.ts';
import { ReteMirror } from './view/rete.ts';
import { nodeAt, wireAt } from './scene/hit.ts';
import { searchOpener } from './keyboard/search-place.ts';
import { centreOn, fitBox } from './scene/viewport.ts';
import { FAR, Stage } from './view/stage.ts';

export interface Canvas {
  readonly element: HTMLElement;
  /** Shows everything. */
  fit(): void;
  /** Brings a node to the middle and gives it the keyboard, or the field of one of its inputs. */
  centre(node: string, input?: string): void;
  /** Canvas pixels of a place of the window. */
  toCanvas(screen: Point): Point;
  /** The node at a place of the window, drawn or as an element. */
  nodeAt(screen: Point): string | undefined;
  /** The middle of what is seen, in canvas pixels. */
  visibleCentre(): Point;
  focus(): void;
  actions(): readonly Action[];
  destroy(): void;
}

const HELP =
  'Arrow keys go from node to node along the wires, Page Down to every one in turn. Enter goes into the fields of a node and Escape back. Tab or A adds a node, C draws a wire. Shift+Tab leaves the canvas.';

export function createCanvas(editor: Editor, host: HTMLElement): Canvas {
  const root = h('div', {
    'class': 'canvas',
    'role': 'application',
    'tabindex': '0',
    'aria-label': 'Canvas',
    'aria-describedby': 'canvas-help',
  });
  const layer = h('div', { class: 'canvas-layer' });
  const live = h('div', { 'class': 'canvas-hidden', 'role': 'status', 'aria-live': 'polite' });
  let frame = 0;
  const board = createBoard(editor, root, {
    requestFrame: () => {
      if (frame === 0) frame = requestAnimationFrame(show);
    },
    announce: (text) => {
      // The same words twice are said twice.
      live.textContent = live.textContent === text ? `${text}\u00a0` : text;
    },
    elementOf: (key) => items.elementOf(key),
    focusItem,
    rename: (key) => items.rename(key),
  });
  const { scene } = board;
  const palette = new Palette(root);
  const painter = new Painter(scene, palette, () => board.requestFrame());
  const rete = new ReteMirror(layer);
  const stage = new Stage(board, rete);
  const items = new Items(board, stage);
  const overlay = new Overlay();
  const minimap = new Minimap(board, palette);
  const marks = new Marks();
  const lights = new Lights(board, () => stage.views());
  const wireList = new WireList(board);
  stage.onUpdate = (view) => lights.mark(view);
  root.append(
    painter.element,
    layer,
    overlay.element,
    minimap.element,
    wireList.element,
    h('p', { class: 'canvas-hidden', id: 'canvas-help' }, HELP),
    live,
  );
  host.append(root);

  let shown: Session | undefined;
  function show(): void {
    frame = 0;
    const active = root.contains(document.activeElement) ? document.activeElement : null;
    const session = board.session();
    if (session !== shown) {
      pointers.cancel();
      stage.clear();
    }
    shown = session;
    const size = board.size.peek();
    if (size.width === 0 || size.height === 0) return;
    const viewport = board.viewport();
    const selection = session?.selection.peek() ?? new Set<string>();
    const focus = session?.focus.peek();
    const far = viewport.k < FAR;
    layer.classList.toggle('is-far', far);
    rete.view(viewport);
    const pinned = new Set(
      [focus, active?.closest<HTMLElement>('[data-node]')?.dataset['node']].filter((id) => id !== undefined),
    );
    const more = session !== undefined && stage.frame(session, (id) => marks.of(id, selection), far, pinned);
    painter.paint({
      viewport,
      size,
      selection,
      focus: active ? focus : undefined,
      hints: board.hints.peek(),
      activity: marks.activity,
      pictureOf: (id) => pictureOf(editor.activity.peek(), id),
      troubled: marks.troubled,
      mounted: stage.mounted,
      far,
    });
    overlay.frame(board);
    if (editor.settings.peek().minimap) minimap.frame(selection, marks.troubled);
    items.frame();
    // What had the keyboard may be gone or have another name, by the server's answer too: the canvas keeps it.
    if (active?.isConnected === false && document.activeElement === document.body)
      (items.elementOf(focus ?? '') ?? root).focus({ preventScroll: true });
    if (more) board.requestFrame();
  }

  const showNow = (): void => {
    cancelAnimationFrame(frame);
    show();
  };
  /** What has no element yet gets it at once: the next key may come before the next frame, and is meant for it. */
  function focusItem(key: string): void {
    if (!items.focus(key)) showNow();
  }

  const fit = (glide: boolean): void => {
    const box = scene.bounds();
    if (!box || board.size.peek().width === 0) return;
    const next = fitBox(box, board.size.peek());
    if (glide) board.glideTo(next);
    else board.setViewport(next);
  };
  const middle = (key: string): Point | undefined => {
    const box = scene.box(key);
    return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const openSearch = searchOpener(board);

  const sizes = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = root;
    if (width > 0 && height > 0) painter.resize(width, height);
    board.size.value = { width, height };
    // At once: an emptied canvas would be seen for a moment.
    showNow();
  });
  sizes.observe(root);
  const themes = new MutationObserver(() => {
    palette.forget();
    board.requestFrame();
  });
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });

  const keys = listenKeys(board, { cancelGesture: () => pointers.cancel(), openSearch });
  const pointers = listenPointers(board, {
    isSpaceDown: keys.isSpaceDown,
    openMenu: (client, key) => openMenu(board, client, key),
    clickSocket: (end) => wireList.open(end),
    light: (from) => lights.set(from),
    say: (at, text) => overlay.say(board.toLocal(at), text, board.size.peek().width),
  });
  const stops = [
    follow(board, { stage, rete, marks, lights, minimap, fit: () => fit(false) }),
    listenWheel(board),
    listenHover(board),
    listenPictureDrops(board),
    keys.destroy,
    pointers.destroy,
  ];

  root.addEventListener('dblclick', (event) => {
    if (isControl(event.target) || (event.target instanceof Element && event.target.closest('[data-outside], .socket')))
      return;
    const client = { x: event.clientX, y: event.clientY };
    const at = board.toCanvas(client);
    const key = keyUnder(board, event.target, client);
    if (key !== undefined) {
      // The body of a node is for its fields.
      if (!(event.target instanceof Element && event.target.closest('.node-body'))) items.rename(key);
      return;
    }
    const wire = wireAt(scene, at, 8 / board.viewport().k);
    if (wire && scene.workflow) board.run(addReroute(scene.workflow, scene.types, wire.id, at));
    else editor.dialog.value = { kind: 'add-node', at, screen: client };
  });
  root.addEventListener('contextmenu', (event) => {
    if (
      event.defaultPrevented ||
      (event.target instanceof Element && event.target.closest('input, textarea, [contenteditable="plaintext-only"]'))
    )
      return;
    event.preventDefault();
    const client = { x: event.clientX, y: event.clientY };
    const key = keyUnder(board, event.target, client);
    const wire = key === undefined ? wireAt(scene, board.toCanvas(client), 8 / board.viewport().k) : undefined;
    openMenu(board, client, key ?? (wire && `wire:${wire.id}`));
  });
  for (const type of ['focusin', 'focusout']) root.addEventListener(type, () => board.requestFrame());

  const actions = canvasActions(board, {
    fit: () => fit(true),
    centreSelection: () => {
      const at = middle([...(board.session()?.selection.peek() ?? [])][0] ?? '');
      if (at) board.glideTo(centreOn(at, board.size.peek(), Math.max(board.viewport().k, 0.8)));
    },
    openSearch,
    beginWire: () => wireList.begin(),
    enter: () => {
      const key = board.session()?.focus.peek();
      if (key === undefined) return;
      if (readItem(key).kind !== 'node') items.rename(key);
      else if (!stage.get(key)?.rows.focusFirst()) board.announce('This node has no fields.');
    },
    openMenu: () => {
      const key = board.session()?.focus.peek();
      const box = key === undefined ? undefined : scene.box(key);
      openMenu(board, box ? board.toClient({ x: box.x + 24, y: box.y + 24 }) : centreOf(board), key);
    },
  });

  return {
    element: root,
    fit: () => fit(true),
    centre: (node, input) => {
      const at = middle(node);
      if (!at) return;
      board.setViewport(centreOn(at, board.size.peek(), Math.max(board.viewport().k, 0.6)));
      items.focus(node);
      // In the frame that makes its element, if it had none.
      board.requestFrame();
      if (input !== undefined) requestAnimationFrame(() => stage.get(node)?.rows.focusField(input));
    },
    toCanvas: (screen) => board.toCanvas(screen),
    nodeAt: (screen) => nodeAt(scene, board.toCanvas(screen)),
    visibleCentre: () => board.toCanvas(centreOf(board)),
    focus: () => {
      const key = board.session()?.focus.peek();
      if (key !== undefined && scene.box(key)) focusItem(key);
      else root.focus({ preventScroll: true });
    },
    actions: () => actions,
    destroy: () => {
      for (const stop of stops) stop();
      cancelAnimationFrame(frame);
      sizes.disconnect();
      themes.disconnect();
      stage.clear();
      rete.destroy();
      root.remove();
    },
  };
}
