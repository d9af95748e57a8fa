/**
 * Pictures dragged from the gallery or a node: onto a node that loads one, or onto the canvas as such a node. Files are
 * the page's.
 */
import type { PictureFile } from '../../../engine/protocol/index.ts';
import { addNode, setInput } from '../../document/commands/index.ts';
import type { Point } from '../../document/layout/geometry.ts';
import type { Board } from '../board.ts';
import { nodeAt } from '../scene/hit.ts';

const PICTURE = 'application/x-inkloom-picture';
const LOADER = 'load-image';

export function listenPictureDrops(board: Board): () => void {
  const ends = new AbortController();
  const carries = (event: DragEvent): boolean =>
    (event.dataTransfer?.types.includes(PICTURE) ?? false) && board.session() !== undefined;
  board.root.addEventListener(
    'dragover',
    (event) => {
      if (event.defaultPrevented || !carries(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    },
    { signal: ends.signal },
  );
  board.root.addEventListener(
    'drop',
    (event) => {
      if (event.defaultPrevented || !carries(event)) return;
      event.preventDefault();
      void take(
        board,
        JSON.parse(event.dataTransfer?.getData(PICTURE) ?? '{}') as PictureFile,
        board.toCanvas({ x: event.clientX, y: event.clientY }),
      );
    },
    { signal: ends.signal },
  );
  return () => ends.abort();
}

async function take(board: Board, picture: PictureFile, at: Point): Promise<void> {
  const { editor, scene } = board;
  try {
    const { name } = picture.folder === 'input' ? picture : await editor.api.useAsInput(picture.folder, picture.name);
    const { workflow, types } = scene;
    if (!workflow) return;
    const under = nodeAt(scene, at);
    const input = under === undefined ? undefined : fileInput(board, scene.nodes.get(under)?.node.type);
    const own = fileInput(board, LOADER);
    if (under !== undefined && input !== undefined) board.run(setInput(workflow, types, under, input, name));
    else if (own !== undefined)
      board.run(
        addNode(workflow, types, { type: LOADER, at: { x: at.x - 40, y: at.y - 16 }, inputs: { [own]: name } }),
      );
  } catch (error) {
    editor.notify('error', error instanceof Error ? error.message : String(error));
  }
}

function fileInput({ scene }: Board, type: string | undefined): string | undefined {
  return Object.entries(scene.types.get(type ?? '')?.inputs ?? {}).find(([, { kind }]) => kind === 'file')?.[0];
}
