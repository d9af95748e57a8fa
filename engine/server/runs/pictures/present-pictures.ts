/** What the nodes of a workflow that make pictures or files would give now. */
import type { NodeDefinition } from '../../../graph/define.ts';
import type { NodePictureStore } from '../../../jobs/node-picture-store.ts';
import { nodeOfWorkflow, type RunFile, type ShownResult } from '../../../protocol/index.ts';
import type { PresentResult } from '../../../run/events.ts';
import { FILE, FILES } from '../../../../nodes/sockets.ts';
import { shortKey } from './result-key.ts';
import { isPictureType } from './value-pictures.ts';

/** Most kept results whose pictures are told: more than a canvas shows at once. */
const MOST = 200;

/** Whether people see the results of a node: pictures, or files that are saved. */
export function isShown({ outputs }: NodeDefinition): boolean {
  return Object.values(outputs).some(
    ({ socket: { name } }) => isPictureType(name) || name === FILE.name || name === FILES.name,
  );
}

/**
 * @param results of one forecast. Inner nodes of expansions have no pictures of their own.
 * @returns by node of the workflow. A node of which a copy has no key is left out: nobody knows what it would give.
 */
export async function presentPictures(
  results: readonly PresentResult[],
  store: NodePictureStore,
): Promise<Readonly<Record<string, ShownResult>>> {
  const byNode = new Map<string, PresentResult[]>();
  for (const result of results) {
    if (result.node.includes('/')) continue;
    const node = nodeOfWorkflow(result.node);
    byNode.set(node, [...(byNode.get(node) ?? []), result]);
  }
  const shown: Record<string, ShownResult> = {};
  let left = MOST;
  for (const [node, copies] of byNode) {
    const keys = copies.flatMap(({ key }) => (key === undefined ? [] : [shortKey(key)]));
    if (keys.length < copies.length) continue;
    const isKept = copies.length <= left && copies.every(({ stored }) => stored);
    const pictures = isKept ? await picturesOf(node, copies, store).catch(() => []) : [];
    if (isKept) left -= copies.length;
    shown[node] = pictures.length > 0 ? { keys, pictures } : { keys };
  }
  return shown;
}

async function picturesOf(
  node: string,
  copies: readonly PresentResult[],
  store: NodePictureStore,
): Promise<readonly RunFile[]> {
  const files: RunFile[] = [];
  for (const { stored = {}, key } of copies) {
    for (const [output, value] of Object.entries(stored)) {
      const pictures = store.shows(value) ? await store.show(value) : [];
      files.push(
        ...pictures.map((each) => ({ ...each, node, output, ...(key === undefined ? {} : { key: shortKey(key) }) })),
      );
    }
  }
  return files;
}
