/** The dialog or palette that is open. Only one is at a time. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Dialog, Editor } from '../../editor-context.ts';
import { AddNode } from './AddNode.tsx';
import { Commands } from './Commands.tsx';
import { CompareRuns } from './CompareRuns.tsx';
import { Conflict } from './Conflict.tsx';
import { KeySheet } from './KeySheet.tsx';
import { Mask } from './Mask.tsx';
import { Menu } from './Menu.tsx';
import { Open } from './Open.tsx';
import { Replace } from './Replace.tsx';
import { SaveAs } from './SaveAs.tsx';
import { Share } from './share/Share.tsx';
import { Templates } from './Templates.tsx';
import { Viewer } from './Viewer.tsx';

export interface DialogsProps {
  readonly editor: Editor;
  /** Takes the focus when nothing else has it after a dialog, and for what was added to it. */
  readonly canvas?: { readonly element?: Element | undefined; focus(): void } | undefined;
}

export function Dialogs({ editor, canvas }: DialogsProps) {
  const shown = useRef(false);
  const added = useRef(false);
  const dialog = editor.dialog.value;
  const isOpen = dialog !== undefined;
  // Together with the dialog: what waits for a frame can come later than the next key, and, when it opens, later than what is added.
  useLayoutEffect(() => {
    const { activeElement: active, body } = document;
    if (!isOpen && added.current && (active === body || canvas?.element?.contains(active))) canvas?.focus();
    added.current = false;
  }, [isOpen]);
  useEffect(() => {
    // What had the focus before may have gone with the frame: then the canvas is where people go on.
    if (!isOpen && shown.current && document.activeElement === document.body) canvas?.focus();
    shown.current = isOpen;
  }, [isOpen]);
  if (!dialog) return null;
  // What a dialog does may open another one: that one stays.
  const close = (): void => {
    if (editor.dialog.peek() === dialog) editor.dialog.value = undefined;
  };
  return (
    <Shown key={dialog.kind} editor={editor} dialog={dialog} onClose={close} onAdded={() => (added.current = true)} />
  );
}

interface ShownProps {
  readonly editor: Editor;
  readonly dialog: Dialog;
  readonly onClose: () => void;
  readonly onAdded: () => void;
}

function Shown({ editor, dialog, onClose, onAdded }: ShownProps) {
  switch (dialog.kind) {
    case 'add-node':
      return <AddNode editor={editor} dialog={dialog} onClose={onClose} onAdded={onAdded} />;
    case 'commands':
      return <Commands editor={editor} onClose={onClose} />;
    case 'keys':
      return <KeySheet editor={editor} onClose={onClose} />;
    case 'templates':
      return <Templates editor={editor} onClose={onClose} />;
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
    case 'menu':
      return <Menu at={dialog.at} actions={dialog.actions} onClose={onClose} />;
  }
}
