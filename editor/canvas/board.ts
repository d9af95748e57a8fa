/** What the parts of the canvas share: the scene, the view, and how to change things. */
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { Command } from '../document/command.ts';
import type { Box, Point } from '../document/layout/geometry.ts';
import type { Editor, Session, Viewport } from '../editor-context.ts';
import type { Hints } from './paint/painted-state.ts';
import type { Scene } from './scene/scene.ts';
import type { Size } from './scene/viewport.ts';

export interface Board {
  readonly editor: Editor;
  /** Takes pointers and keys. */
  readonly root: HTMLElement;
  readonly scene: Scene;
  readonly hints: Signal<Hints>;
  readonly size: ReadonlySignal<Size>;
  /** The shown document, without being told of changes. */
  session(): Session | undefined;
  viewport(): Viewport;
  setViewport(viewport: Viewport): void;
  /** Moves the view there, in motion where motion is allowed. */
  /** The viewport, or the one it is on its way to. */
  goal(): Viewport;
  glideTo(viewport: Viewport): void;
  /** From the window's pixels. */
  toCanvas(client: Point): Point;
  /** Within the canvas element, from the window's pixels. */
  toLocal(client: Point): Point;
  toClient(point: Point): Point;
  requestFrame(): void;
  /** Says it to screen readers. */
  announce(text: string): void;
  /** Makes a change of the shown document. @param said what is announced; default: the name of the command. */
  run(command: Command | undefined, said?: string): void;
  select(keys: Iterable<string>, focus?: string): void;
  /** The element of an item, when there is one now. */
  elementOf(key: string): HTMLElement | undefined;
  /** Gives an item the keyboard: made visible, focused, and shown when it is out of view. */
  focusItem(key: string): void;
  /** Places of items during a gesture. */
  draft(drafts: ReadonlyMap<string, Partial<Box>> | undefined): void;
  /** Edits the title of a node or group, or the text of a note, in place. */
  rename(key: string): void;
}
