/** Opens the menu of a place on a right click. */
import { keyUnder } from '../gestures/pointers/under-pointer.ts';
import type { Board } from '../board.ts';
import { REACH } from '../metrics.ts';
import { pointerAt } from '../pointer-at.ts';
import { wireAt } from '../scene/hit.ts';
import { openMenu } from './open-menu.ts';

/** Texts keep the menu of the browser. */
const TEXTS = 'input, textarea, [contenteditable="plaintext-only"]';

/** @returns a function that stops listening. */
export function listenContextMenu(board: Board): () => void {
  const onContextMenu = (event: MouseEvent): void => {
    const inText = event.target instanceof Element && event.target.closest(TEXTS) !== null;
    if (event.defaultPrevented || inText) return;
    event.preventDefault();
    const client = pointerAt(event);
    openMenu(
      board,
      client,
      namedWire(event.target) ?? keyUnder(board, event.target, client) ?? wireKeyAt(board, event),
    );
  };
  board.root.addEventListener('contextmenu', onContextMenu);
  return () => board.root.removeEventListener('contextmenu', onContextMenu);
}

/** The hidden wire whose name is at a place. */
function namedWire(target: EventTarget | null): string | undefined {
  const name = target instanceof Element ? target.closest<HTMLElement>('[data-wire]') : null;
  return name ? `wire:${name.dataset['wire']}` : undefined;
}

function wireKeyAt(board: Board, event: MouseEvent): string | undefined {
  const wire = wireAt(board.scene, board.toCanvas(pointerAt(event)), REACH.wire / board.viewport().k);
  return wire && `wire:${wire.id}`;
}
