/** What people do with a picture they look at: keep it, copy it, use it in the workflow. */
import type { PictureFile } from '../../../engine/protocol/index.ts';
import { addNode, setInput } from '../../document/commands/index.ts';
import { shapeOf } from '../../document/graph/catalogue.ts';
import { selectedOf } from '../../document/selection.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { h } from '../../dom.ts';
import { inputPictures, messageOf } from '../pictures/loadable-pictures.ts';

const LOADER = 'load-image';

export function downloadPicture(url: string, name: string): void {
  h('a', { href: url, download: name.split('/').at(-1) ?? 'picture.png' }).click();
}

/** Puts the pixels on the clipboard, as a PNG. */
export async function copyPicture(editor: Editor, image: HTMLImageElement): Promise<void> {
  try {
    const canvas = h('canvas', { width: image.naturalWidth, height: image.naturalHeight });
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    const png = new Promise<Blob>((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('It cannot be drawn.'))), 'image/png'),
    );
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    editor.notify('done', 'The picture is on the clipboard.');
  } catch (error) {
    editor.notify('error', `The picture could not be copied: ${messageOf(error)}`);
  }
}

/** The selected node that loads a picture loads this one; without one, a new node does. */
export async function usePicture(editor: Editor, picture: PictureFile): Promise<void> {
  const session = editor.session.peek();
  if (!session) return;
  try {
    const { name } = await inputPictures(editor).take(picture);
    const target = selectedLoader(editor, session);
    const workflow = session.document.workflow.peek();
    const types = editor.types.peek();
    session.run(
      target
        ? setInput(workflow, types, target.node, target.input, name)
        : addNode(workflow, types, { type: LOADER, at: middle(session), inputs: { image: name } }),
    );
    editor.notify('done', target ? `${name} is the picture of the selected node.` : `A new node loads ${name}.`);
    editor.dialog.value = undefined;
  } catch (error) {
    editor.notify('error', messageOf(error));
  }
}

function selectedLoader(
  editor: Editor,
  session: Session,
): { readonly node: string; readonly input: string } | undefined {
  const workflow = session.document.workflow.peek();
  for (const node of selectedOf(session.selection.peek(), 'node')) {
    const { inputs } = shapeOf(workflow, editor.types.peek(), workflow.nodes[node]?.type ?? '');
    const input = Object.entries(inputs).find(([, { kind }]) => kind === 'file')?.[0];
    if (input !== undefined) return { node, input };
  }
  return undefined;
}

/** Of the window, on the canvas. */
function middle({ viewport }: Session): { readonly x: number; readonly y: number } {
  const { x, y, k } = viewport.peek();
  return { x: Math.round((window.innerWidth / 2 - x) / k), y: Math.round((window.innerHeight / 2 - y) / k) };
}
