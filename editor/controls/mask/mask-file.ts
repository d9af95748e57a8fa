/** Loading the picture and mask to paint on, and saving the mask: as a file, and in the graph. */
import type { Editor, Session } from '../../editor-context.ts';
import { inputPictures } from '../pictures/loadable-pictures.ts';
import { Painting } from './painting.ts';
import { loadImage, maskPng, readMask } from './pixels.ts';
import { addMaskNodes, type InputPlace, maskName, type MaskPlace, maskPlace, setMask } from './place.ts';
import { t } from '../../i18n/t.ts';

export interface MaskFile {
  /** Whether the graph has a node that loads the mask. */
  readonly isInGraph: boolean;
  /** @throws Error with a sentence for the user when there is no picture, or it cannot be shown. */
  load(): Promise<LoadedMask>;
  /**
   * Uploads the mask.
   * @param intoGraph sets the input that loads the mask, or adds nodes for it.
   * @returns the name of the file; undefined if nothing is open.
   */
  save(painting: Painting, intoGraph: boolean): Promise<string | undefined>;
}

export interface LoadedMask {
  readonly name: string;
  readonly picture: HTMLImageElement;
  readonly painting: Painting;
  /** Whether there was a mask to start from. */
  readonly hadMask: boolean;
}

/** @param input the picture input to paint a mask for, or the input that loads the mask itself. */
export function maskFile(editor: Editor, input: InputPlace): MaskFile {
  const session = editor.session.peek();
  const place = session && maskPlace(session.document.workflow.peek(), editor.types.peek(), input);
  return {
    isInGraph: place?.mask !== undefined,
    load: () => load(editor, session, place),
    async save(painting, intoGraph) {
      const name = valueOf(session, place?.picture);
      if (!session || !place || name === undefined) return undefined;
      const png = await maskPng(painting.mask, place.inverted);
      const file = await inputPictures(editor).upload(png, maskName(name));
      painting.saved();
      if (intoGraph) putIntoGraph(editor, session, place, file.name);
      return file.name;
    },
  };
}

/** The file name an input is set to. */
function valueOf(session: Session | undefined, place: InputPlace | undefined): string | undefined {
  const value = place && session?.document.workflow.peek().nodes[place.node]?.inputs?.[place.input];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

async function load(editor: Editor, session: Session | undefined, place: MaskPlace | undefined): Promise<LoadedMask> {
  const name = valueOf(session, place?.picture);
  if (name === undefined) throw new Error(t('Choose a picture first: the mask is painted over it.'));
  const pictures = inputPictures(editor);
  await pictures.refresh();
  const urlOf = (file: string | undefined): string | undefined =>
    pictures.files.peek()?.find((each) => each.name === file)?.url;
  const url = urlOf(name);
  if (url === undefined) throw new Error(pictures.problem.peek() ?? t('"{name}" is not on the server.', { name }));
  const picture = await loadImage(url);
  // Without a node for the mask, an earlier mask of this picture may still be on the server.
  const maskUrl = urlOf(place?.mask ? valueOf(session, place.mask) : maskName(name));
  const isOther = maskUrl !== undefined && maskUrl !== url;
  const before = isOther ? await loadImage(maskUrl).catch(() => undefined) : undefined;
  const size = { width: picture.naturalWidth, height: picture.naturalHeight };
  const painting = new Painting(size, (mask) => before && readMask(before, mask, place?.inverted ?? false));
  return { name, picture, painting, hadMask: before !== undefined };
}

function putIntoGraph({ types }: Editor, session: Session, { mask, picture }: MaskPlace, file: string): void {
  const workflow = session.document.workflow.peek();
  // Somebody else may have removed the node meanwhile.
  const command =
    mask && workflow.nodes[mask.node]
      ? setMask(workflow, types.peek(), mask, file)
      : addMaskNodes(workflow, types.peek(), picture, file);
  session.run(command);
}
