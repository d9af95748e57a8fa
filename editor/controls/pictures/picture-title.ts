/** What a picture is called: its file, or, where that is only a digest, the node it is of. */
import type { PictureFile, Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';

export function pictureTitle(file: PictureFile, workflow: Workflow | undefined, types: NodeTypes): string {
  const node = 'node' in file && typeof file.node === 'string' ? workflow?.nodes[file.node] : undefined;
  if (file.folder === 'preview' && workflow && node) return node.title ?? shapeOf(workflow, types, node.type).title;
  return file.folder === 'preview' ? 'Preview' : (file.name.split('/').at(-1) ?? file.name);
}
