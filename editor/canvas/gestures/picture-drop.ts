/**
 * Pictures dragged from the gallery or from a node: onto a node that loads a picture, or onto the canvas as a new one.
 * The page handles dropped files.
 */
import type { PictureFile } from '../../../engine/protocol/index.ts';
import { LOAD_IMAGE, LOAD_IMAGE_INPUT, pictureInputs } from '../../controls/pictures/picture-inputs.ts';
import { carriedPicture, PICTURE_TYPE } from '../../controls/pictures/picture-transfer.ts';
import { addNode, setInput } from '../../document/commands/index.ts';
import type { Point } from '../../document/layout/geometry.ts';
import { messageOf } from '../../words.ts';
import type { Board } from '../board.ts';
import { NEW_NODE } from '../metrics.ts';
import { pointerAt } from '../pointer-at.ts';
import { nodeAt } from '../scene/hit.ts';

/** @returns a function that stops listening. */
export function listenPictureDrops(board: Board): () => void {
  const ends = new AbortController();
  const { signal } = ends;
  const isAccepted = ({ defaultPrevented, dataTransfer }: DragEvent): boolean =>
    !defaultPrevented && board.session() !== undefined && (dataTransfer?.types.includes(PICTURE_TYPE) ?? false);
  const onDragOver = (event: DragEvent): void => {
    if (!isAccepted(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  };
  const onDrop = (event: DragEvent): void => {
    if (!isAccepted(event)) return;
    event.preventDefault();
    const picture = event.dataTransfer ? carriedPicture(event.dataTransfer) : undefined;
    if (picture) void drop(board, picture, board.toCanvas(pointerAt(event)));
  };
  board.root.addEventListener('dragover', onDragOver, { signal });
  board.root.addEventListener('drop', onDrop, { signal });
  return () => ends.abort();
}

async function drop(board: Board, picture: PictureFile, at: Point): Promise<void> {
  const { editor } = board;
  try {
    const { name } = picture.folder === 'input' ? picture : await editor.api.useAsInput(picture.folder, picture.name);
    load(board, name, at);
  } catch (error) {
    editor.notify('error', messageOf(error));
  }
}

/** @param name of an input picture. */
function load(board: Board, name: string, at: Point): void {
  const { scene } = board;
  const { workflow, types } = scene;
  if (!workflow) return;
  const under = nodeAt(scene, at);
  const underType = under === undefined ? undefined : scene.nodes.get(under)?.node.type;
  const [underInput] = pictureInputs(types.get(underType ?? '')?.inputs);
  if (under !== undefined && underInput !== undefined) {
    board.run(setInput(workflow, types, under, underInput, name));
    return;
  }
  if (!types.has(LOAD_IMAGE)) return;
  const corner = { x: at.x - NEW_NODE.grip.x, y: at.y - NEW_NODE.grip.y };
  board.run(addNode(workflow, types, { type: LOAD_IMAGE, at: corner, inputs: { [LOAD_IMAGE_INPUT]: name } }));
}
