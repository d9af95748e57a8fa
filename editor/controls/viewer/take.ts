/** Downloads a picture, copies it, or uses it in the workflow. */
import type { PictureFile } from '../../../engine/protocol/index.ts';
import { addNode, setInput } from '../../document/commands/index.ts';
import { shapeOf } from '../../document/graph/catalogue.ts';
import type { Point } from '../../document/layout/geometry.ts';
import { selectedOf } from '../../document/selection.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { h } from '../../dom.ts';
import { messageOf } from '../../words.ts';
import { inputPictures } from '../pictures/loadable-pictures.ts';
import { LOAD_IMAGE, LOAD_IMAGE_INPUT, pictureInputs } from '../pictures/picture-inputs.ts';
import { t } from '../../i18n/t.ts';

export function downloadPicture(url: string, name: string): void {
  h('a', { href: url, download: name.split('/').at(-1) ?? 'picture.png' }).click();
}

/** Copies the pixels to the clipboard, as a PNG. */
export async function copyPicture(editor: Editor, image: HTMLImageElement): Promise<void> {
  try {
    const canvas = h('canvas', { width: image.naturalWidth, height: image.naturalHeight });
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    const png = new Promise<Blob>((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error(t('This browser cannot draw it.')))),
        'image/png',
      ),
    );
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    editor.notify('done', t('The picture is on the clipboard.'));
  } catch (error) {
    editor.notify('error', t('The picture could not be copied: {reason}', { reason: messageOf(error) }));
  }
}

/** Makes the selected node load the picture. If that node loads none, adds a node that does. */
export async function usePicture(editor: Editor, picture: PictureFile): Promise<void> {
  const session = editor.session.peek();
  if (!session) return;
  try {
    const { name } = await inputPictures(editor).take(picture);
    const target = selectedLoader(editor, session);
    const workflow = session.document.workflow.peek();
    const types = editor.types.peek();
    if (target) {
      session.run(setInput(workflow, types, target.node, target.input, name));
      editor.notify('done', t('The selected node now loads {name}.', { name }));
    } else {
      const node = { type: LOAD_IMAGE, at: middle(session), inputs: { [LOAD_IMAGE_INPUT]: name } };
      session.run(addNode(workflow, types, node));
      editor.notify('done', t('A new node loads {name}.', { name }));
    }
    editor.dialog.value = undefined;
  } catch (error) {
    editor.notify('error', messageOf(error));
  }
}

/** The first selected node that loads a picture, and its input. */
function selectedLoader(
  editor: Editor,
  session: Session,
): { readonly node: string; readonly input: string } | undefined {
  const workflow = session.document.workflow.peek();
  for (const node of selectedOf(session.selection.peek(), 'node')) {
    const { inputs } = shapeOf(workflow, editor.types.peek(), workflow.nodes[node]?.type ?? '');
    const [input] = pictureInputs(inputs);
    if (input !== undefined) return { node, input };
  }
  return undefined;
}

/** The middle of the window, in canvas pixels. */
function middle({ viewport }: Session): Point {
  const { x, y, k } = viewport.peek();
  return { x: Math.round((window.innerWidth / 2 - x) / k), y: Math.round((window.innerHeight / 2 - y) / k) };
}
