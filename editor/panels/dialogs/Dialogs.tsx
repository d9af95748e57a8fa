/** Shows the open dialog, palette or menu. Only one is open at a time. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Dialog, Editor } from '../../editor-context.ts';
import type { DialogProps } from '../props.ts';
import { type Added, AddNode } from './AddNode.tsx';
import { Commands } from './Commands.tsx';
import { CompareRuns } from './CompareRuns.tsx';
import { Conflict } from './Conflict.tsx';
import { later } from '../../later.tsx';
import { KeySheet } from './KeySheet.tsx';
import { Mask } from './Mask.tsx';
import { Menu } from './Menu.tsx';
import { NotUnderstood } from './NotUnderstood.tsx';
import { Open } from './Open.tsx';
import { Replace } from './Replace.tsx';
import { SaveAs } from './SaveAs.tsx';
import { Share } from './share/Share.tsx';
import { Templates } from '../templates/Templates.tsx';
import { Viewer } from './Viewer.tsx';

const Help = later(async () => (await import('../help/Help.tsx')).Help);

/** The part of the canvas that dialogs need. */
export interface DialogCanvas {
  readonly element: Element;
  focus(): void;
  /** Writes the focused note. */
  enter(): void;
}

export interface DialogsProps {
  readonly editor: Editor;
  /** Takes the focus after a dialog that added something to it, or when nothing else has the focus. */
  readonly canvas?: DialogCanvas | undefined;
}

export function Dialogs({ editor, canvas }: DialogsProps) {
  const wasOpen = useRef(false);
  /** What the dialog has added to the canvas. */
  const added = useRef<Added | undefined>(undefined);
  const dialog = editor.dialog.value;
  const isOpen = dialog !== undefined;
  // Not in a later frame: the next key press, or the opening of the next dialog, can come before that.
  useLayoutEffect(() => {
    const { activeElement: active, body } = document;
    if (!isOpen && added.current && (active === body || canvas?.element.contains(active))) {
      canvas?.focus();
      if (added.current === 'note') canvas?.enter();
    }
    added.current = undefined;
  }, [isOpen]);
  useEffect(() => {
    // The element that had the focus before may be gone by the next frame. Then the canvas takes the focus.
    if (!isOpen && wasOpen.current && document.activeElement === document.body) canvas?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  if (!dialog) return null;
  // An action of this dialog may have opened another one, which stays.
  const close = (): void => {
    if (editor.dialog.peek() === dialog) editor.dialog.value = undefined;
  };
  return (
    <Shown
      key={dialog.kind}
      editor={editor}
      dialog={dialog}
      onClose={close}
      onAdded={(what) => (added.current = what)}
    />
  );
}

interface ShownProps extends DialogProps {
  readonly dialog: Dialog;
  readonly onAdded: (what: Added) => void;
}

function Shown({ editor, dialog, onClose, onAdded }: ShownProps) {
  switch (dialog.kind) {
    case 'add-node':
      return <AddNode editor={editor} dialog={dialog} onClose={onClose} onAdded={onAdded} />;
    case 'commands':
      return <Commands editor={editor} onClose={onClose} />;
    case 'keys':
      return <KeySheet editor={editor} onClose={onClose} />;
    case 'help':
      return <Help editor={editor} dialog={dialog} onClose={onClose} />;
    case 'templates':
      return <Templates editor={editor} dialog={dialog} onClose={onClose} />;
    case 'open':
      return <Open editor={editor} onClose={onClose} />;
    case 'save-as':
      return <SaveAs editor={editor} onClose={onClose} />;
    case 'conflict':
      return <Conflict editor={editor} dialog={dialog} onClose={onClose} />;
    case 'share':
      return <Share editor={editor} onClose={onClose} />;
    case 'compare-runs':
      return <CompareRuns editor={editor} runs={dialog.runs} onClose={onClose} />;
    case 'viewer':
      return <Viewer editor={editor} dialog={dialog} onClose={onClose} />;
    case 'mask':
      return <Mask editor={editor} dialog={dialog} onClose={onClose} />;
    case 'replace':
      return <Replace editor={editor} dialog={dialog} onClose={onClose} />;
    case 'not-understood':
      return <NotUnderstood dialog={dialog} onClose={onClose} />;
    case 'menu':
      return <Menu at={dialog.at} actions={dialog.actions} onClose={onClose} />;
  }
}
