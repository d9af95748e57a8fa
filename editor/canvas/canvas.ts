/**
 * The canvas: shows the document of `editor.session` and turns what people do on it into commands. The document is the truth;
 * scene/ reads it, stage.ts and paint/ show it, gestures/ and keyboard/ change it, and Rete (rete.ts) holds what is in view.
 */
import { effect } from '@preact/signals';
import { setTitle } from '../document/commands/node-fields.ts';
import { renameGroup } from '../document/commands/groups.ts';
import { setNote } from '../document/commands/notes.ts';
import { addReroute } from '../document/commands/nodes.ts';
import type { Point } from '../document/geometry.ts';
import { readItem } from '../document/selection.ts';
import type { Action, Editor, Session } from '../editor.ts';
import { canvasActions, centreOf } from './actions.ts';
import { createBoard } from './create-board.ts';
import { element, isControl } from './dom.ts';
import { keyUnder, listenPointers } from './gestures/pointers.ts';
import { listenWheel } from './gestures/wheel.ts';
import { editTitle } from './items/rename.ts';
import { WireList } from './keyboard/wire-list.ts';
import { listenKeys } from './keyboard/keys.ts';
import { Lights } from './lights.ts';
import { Marks } from './marks.ts';
import { openMenu } from './menu.ts';
import { Minimap } from './minimap.ts';
import { Overlay } from './overlay.ts';
import { Painter } from './paint/painter.ts';
import { Palette } from './paint/palette.ts';
import { listenPictureDrops } from './picture-drop.ts';
import { ReteMirror } from './rete.ts';
import { wireAt } from './scene/hit.ts';
import { centreOn, fitBox, toScreen } from './scene/viewport.ts';
import { FAR, Stage } from './stage.ts';

export interface Canvas {
  readonly element: HTMLElement;
  /** Shows everything. */
  fit(): void;
  /** Brings a node to the middle and gives it the keyboard. */
  centre(node: string): void;
  /** Canvas pixels of a place of the window. */
  toCanvas(screen: Point): Point;
  /** The middle of what is seen, in canvas pixels. */
  visibleCentre(): Point;
  focus(): void;
  actions(): readonly Action[];
  destroy(): void;
}

export function createCanvas(editor: Editor, host: HTMLElement): Canvas {
  const root = element('div', 'canvas', { role: 'application', tabindex: '0', 'aria-label': 'Canvas', 'aria-describedby': 'canvas-help' });
  const help = element('p', 'canvas-hidden', { id: 'canvas-help' }, ['Arrow keys go from node to node, Enter goes into the fields of a node and Escape back. Tab or A adds a node, C draws a wire. Shift+Tab leaves the canvas.']);
  const live = element('div', 'canvas-hidden', { role: 'status', 'aria-live': 'polite' });
  const layer = element('div', 'canvas-layer');
  let frame = 0;
  const board = createBoard(editor, root, {
    requestFrame: () => {
      if (frame === 0) frame = requestAnimationFrame(show);
    },
    announce: (text) => {
      live.textContent = live.textContent === text ? `${text} ` : text;
    },
    elementOf: (key) => elementOf(key),
    focusItem: (key) => focusItem(key),
    rename: (key) => rename(key),
    draftChanged: () => board.requestFrame(),
  });
  const { scene } = board;
  const palette = new Palette(root);
  const painter = new Painter(scene, palette);
  const rete = new ReteMirror(layer);
  const stage = new Stage(board, rete);
  const overlay = new Overlay();
  const minimap = new Minimap(board, palette);
  const marks = new Marks();
  const lights = new Lights(board, () => stage.views());
  const wireList = new WireList(board);
  root.append(painter.element, layer, overlay.element, minimap.element, wireList.element, help, live);
  host.append(root);
  stage.onUpdate = (view) => lights.mark(view);
  stage.write = (note, text) => {
    if (scene.workflow) board.run(setNote(scene.workflow, note, text));
  };

  function elementOf(key: string): HTMLElement | undefined {
    const { kind, id } = readItem(key);
    return kind === 'node' ? stage.get(id)?.element : kind === 'note' ? stage.note(id)?.element : kind === 'group' ? stage.group(id)?.element : undefined;
  }

  /** Elements are made in frames: what has none yet gets the focus when it has one. */
  let wanted: string | undefined;
  function focusItem(key: string): void {
    const session = board.session();
    if (!session) return;
    session.focus.value = key;
    reveal(key);
    const found = elementOf(key);
    wanted = found ? undefined : key;
    if (found) found.focus({ preventScroll: true });
    else board.requestFrame();
  }

  /** Moves the view when an item is out of it. */
  function reveal(key: string): void {
    const box = scene.box(key);
    const view = board.viewport();
    const { width, height } = board.size.peek();
    if (!box || width === 0) return;
    const from = toScreen(view, box);
    const to = toScreen(view, { x: box.x + box.width, y: box.y + Math.min(box.height, 60) });
    if (from.x >= 0 && from.y >= 0 && to.x <= width && to.y <= height) return;
    board.glideTo(centreOn({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, board.size.peek(), view.k));
  }

  function rename(key: string): void {
    const { kind, id } = readItem(key);
    const back = (): void => focusItem(key);
    if (kind === 'note') stage.note(id)?.edit(back);
    const title = kind === 'node' ? stage.get(id)?.title : kind === 'group' ? stage.group(id)?.title : undefined;
    if (!title) return;
    editTitle(title, (text) => {
      if (text !== undefined && scene.workflow) board.run(kind === 'node' ? setTitle(scene.workflow, id, text) : renameGroup(scene.workflow, id, text));
      back();
    });
  }

  let shownSession: Session | undefined;
  function show(): void {
    frame = 0;
    const session = board.session();
    const size = board.size.peek();
    if (session !== shownSession) {
      stage.clear();
      shownSession = session;
    }
    if (size.width === 0 || size.height === 0) return;
    const viewport = board.viewport();
    const selection = session?.selection.peek() ?? new Set<string>();
    const focus = session?.focus.peek();
    const far = viewport.k < FAR;
    layer.classList.toggle('is-far', far);
    rete.view(viewport);
    const pinned = new Set(focus === undefined ? [] : [focus]);
    const editing = document.activeElement?.closest<HTMLElement>('[data-node]')?.dataset['node'];
    if (editing !== undefined) pinned.add(editing);
    const more = session !== undefined && stage.frame(session, (id) => marks.of(id, selection), far, pinned);
    painter.paint({ viewport, size, selection, focus: document.activeElement && root.contains(document.activeElement) ? focus : undefined, hints: board.hints.peek(), activity: marks.activity, troubled: marks.troubled(), mounted: stage.mounted, far });
    overlay.frame(board);
    if (editor.settings.peek().minimap) minimap.frame(selection, marks.troubled());
    if (wanted !== undefined) {
      const found = elementOf(wanted);
      if (found && focus === wanted) found.focus({ preventScroll: true });
      wanted = undefined;
    }
    if (more) board.requestFrame();
  }

  const fit = (glide = true): void => {
    const box = scene.bounds();
    if (!box || board.size.peek().width === 0) return;
    const next = fitBox(box, board.size.peek());
    if (glide) board.glideTo(next);
    else board.setViewport(next);
  };

  const fitted = new WeakSet<Session>();
  const stops = [
    effect(() => {
      const session = editor.session.value;
      const { changed, removed } = scene.update(session?.document.workflow.value, editor.types.value);
      if (changed.length > 0 || removed.length > 0) {
        rete.mirror(scene.nodes, scene.wires);
        stage.invalidate([...changed, ...marks.setWires(scene.wires)]);
      }
      board.requestFrame();
    }),
    effect(() => {
      const session = editor.session.value;
      const { width } = board.size.value;
      void session?.document.workflow.value;
      if (!session || width === 0 || fitted.has(session) || scene.nodes.size === 0) return;
      fitted.add(session);
      const view = session.viewport.peek();
      if (view.x === 0 && view.y === 0 && view.k === 1) fit(false);
    }),
    effect(() => {
      void editor.session.value?.viewport.value;
      void editor.session.value?.focus.value;
      void board.size.value;
      board.requestFrame();
    }),
    effect(() => {
      void editor.session.value?.selection.value;
      stage.invalidate();
      board.requestFrame();
    }),
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
      board.requestFrame();
    }),
    effect(() => {
      minimap.element.hidden = !editor.settings.value.minimap;
      board.requestFrame();
    }),
    undoAnnouncer(editor, (text) => board.announce(text)),
  ];

  const sizes = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = root;
    if (width > 0 && height > 0) painter.resize(width, height);
    board.size.value = { width, height };
    board.requestFrame();
  });
  sizes.observe(root);
  const themes = new MutationObserver(() => {
    palette.forget();
    board.requestFrame();
  });
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });

  const openSearch = (): void => {
    const at = centreOf(board);
    editor.dialog.value = { kind: 'add-node', at: board.toCanvas(at), screen: at };
  };
  const keys = listenKeys(board, { cancelGesture: () => pointers.cancel(), openSearch });
  const pointers = listenPointers(board, {
    isSpaceDown: keys.isSpaceDown,
    openMenu: (client, key) => openMenu(board, client, key),
    clickSocket: (end) => wireList.open(end),
    light: (from) => lights.set(from),
    say: (at, text) => overlay.say(board.toLocal(at), text),
  });
  const stopWheel = listenWheel(board);
  const stopDrops = listenPictureDrops(board);

  root.addEventListener('dblclick', (event) => {
    if (isControl(event.target) || (event.target instanceof Element && event.target.closest('[data-outside], .socket'))) return;
    const client = { x: event.clientX, y: event.clientY };
    const at = board.toCanvas(client);
    const key = keyUnder(board, event.target, client);
    if (key !== undefined) return rename(key);
    const wire = wireAt(scene, at, 8 / board.viewport().k);
    if (wire && scene.workflow) board.run(addReroute(scene.workflow, scene.types, wire.id, at));
    else editor.dialog.value = { kind: 'add-node', at, screen: client };
  });
  root.addEventListener('contextmenu', (event) => {
    if (event.defaultPrevented || (event.target instanceof Element && event.target.closest('input, textarea, [contenteditable="plaintext-only"]'))) return;
    event.preventDefault();
    const client = { x: event.clientX, y: event.clientY };
    const key = keyUnder(board, event.target, client);
    const wire = key === undefined ? wireAt(scene, board.toCanvas(client), 8 / board.viewport().k) : undefined;
    openMenu(board, client, key ?? (wire && `wire:${wire.id}`));
  });
  root.addEventListener('focusin', (event) => {
    if (event.target === root) board.requestFrame();
  });

  const centreSelection = (): void => {
    const key = [...(board.session()?.selection.peek() ?? [])][0];
    const box = key === undefined ? undefined : scene.box(key);
    if (box) board.glideTo(centreOn({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, board.size.peek(), Math.max(board.viewport().k, 0.8)));
  };
  const actions = canvasActions(board, {
    fit,
    centreSelection,
    openSearch,
    beginWire: () => wireList.begin(),
    enter: () => {
      const key = board.session()?.focus.peek();
      if (key === undefined) return;
      if (readItem(key).kind !== 'node') rename(key);
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
    fit: () => fit(),
    centre: (node) => {
      const box = scene.box(node);
      if (!box) return;
      board.setViewport(centreOn({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, board.size.peek(), Math.max(board.viewport().k, 0.6)));
      focusItem(node);
    },
    toCanvas: (screen) => board.toCanvas(screen),
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
      pointers.destroy();
      keys.destroy();
      stopWheel();
      stopDrops();
      sizes.disconnect();
      themes.disconnect();
      stage.clear();
      rete.destroy();
      root.remove();
    },
  };
}

/** Says what was taken back and done again. */
function undoAnnouncer(editor: Editor, announce: (text: string) => void): () => void {
  let shown: Session | undefined;
  let before: string | undefined;
  return effect(() => {
    const session = editor.session.value;
    const name = session?.document.redoName.value;
    if (session === shown && name !== before && name !== undefined) announce(`Undone: ${name}`);
    shown = session;
    before = name;
  });
}
