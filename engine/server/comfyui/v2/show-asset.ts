/** Assets and outputs of jobs as clients read them. */
import type { RunFile } from '../../../protocol/index.ts';
import { findPicture } from '../../pictures/find.ts';
import type { ComfyContext } from '../context.ts';
import { type PromptRun, theirNode } from '../prompt-request.ts';
import type { AssetRecord, Assets } from './assets.ts';
import { dateOf, NEVER } from './job.ts';

function addressesOf({ id, hash }: AssetRecord): object {
  return { id, hash: hash && `blake3:${hash}`, url: `/api/v2/assets/${id}/content`, url_expires_at: NEVER };
}

/** @param isNew whether its bytes were unknown before; only in the answer to an upload. */
export function shownAsset(asset: AssetRecord, isNew?: boolean): object {
  return {
    ...addressesOf(asset),
    size_bytes: asset.bytes,
    content_type: asset.mediaType,
    file_path: asset.path ?? asset.name,
    created_at: dateOf(asset.created),
    expires_at: null,
    ...(isNew === undefined ? {} : { created_new: isNew }),
    ...(asset.job === null ? {} : { job_id: asset.job }),
  };
}

/** The files that the output nodes of a job gave so far; those that were deleted are left out. */
export async function shownOutputs(
  { folders }: Pick<ComfyContext, 'folders'>,
  assets: Assets,
  prompt: PromptRun,
  files: readonly RunFile[],
): Promise<readonly object[]> {
  const shown = await Promise.all(
    files.map(async (file) => {
      const node = theirNode(prompt, file.node)?.id ?? '';
      const isShown = file.folder === 'output' || (prompt.run.targets?.includes(file.node) ?? false);
      if (!isShown || !prompt.request.outputs.includes(node)) return [];
      const found = await findPicture(folders, file.folder, file.name).catch(() => undefined);
      if (!found) return [];
      const asset = assets.ofRun(prompt.run.id, file, found.bytes, prompt.run.created);
      const name = file.name.split('/').at(-1);
      const facts = { content_type: asset.mediaType, size_bytes: asset.bytes, job_id: prompt.run.id };
      return [{ node_id: node, name, type: 'image', ...facts, ...addressesOf(asset) }];
    }),
  );
  return shown.flat();
}
