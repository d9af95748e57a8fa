/** The keys of the mask painter. */
import type { Stage } from '../viewer/stage.ts';
import { ZOOM_STEP } from '../viewer/viewer-tools.ts';
import { brushSettings, changeBrush, resized } from './brush.ts';
import type { Painting } from './painting.ts';

export interface PainterKeysOptions {
  readonly stage: Stage;
  readonly painting: () => Painting | undefined;
  readonly onSave: () => void;
  readonly onClose: () => void;
}

function resize(by: 1 | -1): void {
  changeBrush({ size: resized(brushSettings.peek().size, by) });
}

/** @returns a function that finds the action of a key press, undefined if it has none. */
export function painterKeys(options: PainterKeysOptions): (event: KeyboardEvent) => (() => void) | undefined {
  const { stage, painting, onSave, onClose } = options;
  const plain: Readonly<Record<string, () => void>> = {
    '[': () => resize(-1),
    ']': () => resize(1),
    'x': () => changeBrush({ erases: !brushSettings.peek().erases }),
    'i': () => painting()?.invert(),
    'escape': onClose,
    '+': () => stage.zoomBy(ZOOM_STEP),
    '=': () => stage.zoomBy(ZOOM_STEP),
    '-': () => stage.zoomBy(1 / ZOOM_STEP),
    '0': () => stage.fit(),
    '1': () => stage.actualSize(),
  };
  const commands: Readonly<Record<string, () => void>> = {
    z: () => painting()?.undo(),
    y: () => painting()?.redo(),
    enter: onSave,
    s: onSave,
  };
  return ({ key, ctrlKey, metaKey, shiftKey }) => {
    const letter = key.toLowerCase();
    if (!ctrlKey && !metaKey) return plain[letter];
    return letter === 'z' && shiftKey ? commands['y'] : commands[letter];
  };
}
