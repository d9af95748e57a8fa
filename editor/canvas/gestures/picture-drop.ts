/**
 * Pictures dragged from the gallery or from a node: onto a node that loads a picture, or onto the canvas as a new one.
 * The page handles dropped files.
 */
import type { PictureFile } from '../../../engine/protocol/index.ts';
import { addNode, setInput } from '../../document/commands/index.ts';
import { LOAD_IMAGE } from '../../document/graph/load-image.ts';
import type { Point } from '../../document/layout/geometry.ts';
import type { Board } from '../board.ts';
import { NEW_NODE } from '../metrics.ts';
import { pointerAt } from '../pointer-at.ts';
import { nodeAt } from '../scene/hit.ts';

/** Media type of a dragged picture of the editor; the data is a PictureFile as JSON. */
const PICTURE = 'application/x-inkloom-picture';

/** @returns a function that stops listening. */
export function listenPictureDrops(board: Board): () => void {
  const ends = new AbortController();
  const { signal } = ends;
  const isAccepted = ({ defaultPrevented, dataTransfer }: DragEvent): boolean =>
    !defaultPrevented && board.session() !== undefined && (dataTransfer?.types.includes(PICTURE) ?? false);
  const onDragOver = (event: DragEvent): void => {
    if (!isAccepted(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  };
  const onDrop = (event: DragEvent): void => {
    if (!isAccepted(event)) return;
    event.preventDefault();
    const picture = JSON.parse(event.dataTransfer?.getData(PICTURE) ?? '{}') as PictureFile;
    void drop(board, picture, board.toCanvas(pointerAt(event)));
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
    editor.notify('error', error instanceof Error ? error.message : String(error));
  }
}

/** @param name of an input picture. */
function load(board: Board, name: string, at: Point): void {
  const { scene } = board;
  const { workflow, types } = scene;
  if (!workflow) return;
  const under = nodeAt(scene, at);
  const underInput = fileInput(board, under === undefined ? undefined : scene.nodes.get(under)?.node.type);
  if (under !== undefined && underInput !== undefined) {
    board.run(setInput(workflow, types, under, underInput, name));
    return;
  }
  const input = fileInput(board, LOAD_IMAGE);
  if (input === undefined) return;
  const corner = { x: at.x - NEW_NODE.grip.x, y: at.y - NEW_NODE.grip.y };
  board.run(addNode(workflow, types, { type: LOAD_IMAGE, at: corner, inputs: { [input]: name } }));
}

/** The first input of a node type that takes a file. */
function fileInput({ scene }: Board, type: string | undefined): string | undefined {
  const inputs = Object.entries(scene.types.get(type ?? '')?.inputs ?? {});
  return inputs.find(([, { kind }]) => kind === 'file')?.[0];
}
