/** The title of a picture: its file name, or the title of its node if the file is named by a digest. */
import type { PictureFile, Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../../document/graph/catalogue.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import { t } from '../../i18n/t.ts';

export function pictureTitle(file: PictureFile, workflow: Workflow | undefined, types: NodeTypes): string {
  if (file.folder !== 'preview') return file.name.split('/').at(-1) ?? file.name;
  const node = 'node' in file && typeof file.node === 'string' ? file.node : undefined;
  return workflow && node !== undefined && workflow.nodes[node] ? nodeTitle(workflow, types, node) : t('Preview');
}
