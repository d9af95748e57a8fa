/** The board that all parts of the canvas share: the scene, the view, and ways to change them. */
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { Command } from '../document/command.ts';
import type { Box, Point } from '../document/layout/geometry.ts';
import type { Editor, Session, Viewport } from '../editor-context.ts';
import type { Hints } from './paint/painted-state.ts';
import type { Scene } from './scene/scene.ts';
import type { Size } from './scene/viewport.ts';

export interface Board {
  readonly editor: Editor;
  /** The element of the canvas, which receives pointers and keys. */
  readonly root: HTMLElement;
  readonly scene: Scene;
  readonly hints: Signal<Hints>;
  /** Size of the root, in screen pixels. */
  readonly size: ReadonlySignal<Size>;
  /** The shown document. Reading it subscribes to nothing. */
  readonly session: () => Session | undefined;
  readonly viewport: () => Viewport;
  readonly setViewport: (viewport: Viewport) => void;
  /** The view at the end of a running animation, or the present one. */
  readonly goal: () => Viewport;
  /** Moves the view, animated unless people prefer reduced motion. */
  readonly glideTo: (viewport: Viewport) => void;
  /** From a place of the window to canvas pixels. */
  readonly toCanvas: (client: Point) => Point;
  /** From a place of the window to one inside the root. */
  readonly toLocal: (client: Point) => Point;
  /** From canvas pixels to a place of the window. */
  readonly toClient: (point: Point) => Point;
  readonly requestFrame: () => void;
  /** Says a text to screen readers. */
  readonly announce: (text: string) => void;
  /** Changes the shown document and announces the name of the command. Nothing happens without changes. */
  readonly run: (command: Command | undefined) => void;
  /**
   * Selects items.
   * @param focus key of the item to focus. Default: the focused item if it is selected, else the last one.
   */
  readonly select: (keys: Iterable<string>, focus?: string) => void;
  /** Gives an item the keyboard and brings it into view. An item under the pointer is in view, and nothing moves. */
  readonly focusItem: (key: string, isUnderPointer?: boolean) => void;
  /** Sets places of items for the time of a gesture; undefined ends them. */
  readonly draft: (drafts: ReadonlyMap<string, Partial<Box>> | undefined) => void;
  /** Edits the title of a node or group, or the text of a note, in place. */
  readonly rename: (key: string) => void;
}
