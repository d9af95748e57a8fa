/**
 * The canvas shows the document of `editor.session` and turns what people do on it into commands. The document is the
 * truth: scene/ reads it, view/ and paint/ show it, gestures/, keyboard/ and menu/ change it. Rete (view/rete.ts) holds
 * the elements.
 */
import { effect } from '@preact/signals';
import { h } from '../dom.ts';
import type { Point } from '../document/layout/geometry.ts';
import type { Action, Editor } from '../editor-context.ts';
import { msg, t } from '../i18n/t.ts';
import { canvasActions } from './actions/canvas-actions.ts';
import { Announcer } from './announcer.ts';
import { centreOf } from './centre.ts';
import { createBoard } from './create-board.ts';
import { searchOpener } from './keyboard/search-place.ts';
import { WireList } from './keyboard/wire-list.ts';
import { listen } from './listen.ts';
import { Navigation } from './navigation.ts';
import { nodeAt } from './scene/hit.ts';
import { CanvasView } from './view/canvas-view.ts';
import { FrameLoop } from './view/frame-loop.ts';

export interface Canvas {
  readonly element: HTMLElement;
  /** Shows the graph, or its beginning, as large as it can be read. */
  fit(): void;
  /** Brings a node to the middle and gives the keyboard to it, or to the field of one of its inputs. */
  centre(node: string, input?: string): void;
  /** From a place of the window to canvas pixels. */
  toCanvas(screen: Point): Point;
  /** The id of the node at a place of the window. */
  nodeAt(screen: Point): string | undefined;
  /** The middle of what is visible, in canvas pixels. */
  visibleCentre(): Point;
  /** Gives the canvas the keyboard. */
  focus(): void;
  /** Goes into the fields of the focused node, or edits the text of another item. */
  enter(): void;
  actions(): readonly Action[];
  destroy(): void;
}

const HELP_ID = 'canvas-help';
const HELP = [
  msg('Arrow keys go from node to node along the wires, Page Down goes to every item in turn.'),
  msg('Enter goes into the fields of a node, Escape goes back.'),
  msg('Tab or A adds a node, C draws a wire. Shift+Tab leaves the canvas.'),
];

/** @param host the element the canvas is put into and fills. */
export function createCanvas(editor: Editor, host: HTMLElement): Canvas {
  const root = h('div', {
    'class': 'canvas',
    'role': 'application',
    'tabindex': '0',
    'aria-describedby': HELP_ID,
  });
  const announcer = new Announcer();
  const frames = new FrameLoop(() => view.show());
  const board = createBoard(editor, root, {
    requestFrame: () => frames.request(),
    announce: (text) => announcer.say(text),
    focusItem: (key, isUnderPointer) => {
      // An item without an element gets it at once, because the next key is meant for it and may come before the next
      // frame.
      if (!view.items.focus(key, isUnderPointer)) frames.now();
    },
    rename: (key) => view.items.rename(key),
  });
  const view = new CanvasView(board, () => listener.cancelGesture());
  const wireList = new WireList(board);
  const help = h('p', { class: 'canvas-hidden', id: HELP_ID });
  const stopNaming = effect(() => {
    root.setAttribute('aria-label', t('Canvas'));
    help.textContent = HELP.map((sentence) => t(sentence)).join(' ');
  });
  root.append(...view.elements, wireList.element, help, announcer.element);
  host.append(root);

  const navigation = new Navigation(board, view);
  const openSearch = searchOpener(board);
  const listener = listen(board, { view, frames, navigation, wireList, openSearch });
  const actions = (): readonly Action[] =>
    canvasActions(board, {
      fit: () => navigation.fit(true),
      showAll: () => navigation.showAll(),
      centreSelection: () => navigation.centreSelection(),
      openSearch,
      beginWire: () => wireList.begin(),
      enter: () => navigation.enter(),
      openMenu: () => navigation.openMenu(),
    });

  return {
    element: root,
    fit: () => navigation.fit(true),
    centre: (node, input) => navigation.centre(node, input),
    toCanvas: (screen) => board.toCanvas(screen),
    nodeAt: (screen) => nodeAt(board.scene, board.toCanvas(screen)),
    visibleCentre: () => board.toCanvas(centreOf(board)),
    focus: () => navigation.focus(),
    enter: () => navigation.enter(),
    actions,
    destroy: () => {
      stopNaming();
      listener.destroy();
      frames.stop();
      view.destroy();
      root.remove();
    },
  };
}
