/** Parts of the controls that fill a dialog. */
import type { Dialog, Editor } from '../../editor.ts';

export function mountViewer(_editor: Editor, dialog: Extract<Dialog, { readonly kind: 'viewer' }>, host: HTMLElement): () => void {
  const image = document.createElement('img');
  image.src = dialog.urls[dialog.index] ?? '';
  host.append(image);
  return () => image.remove();
}

export function mountMaskPainter(_editor: Editor, _dialog: Extract<Dialog, { readonly kind: 'mask' }>, host: HTMLElement): () => void {
  return () => host.replaceChildren();
}
