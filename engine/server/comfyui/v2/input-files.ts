/** Files that a prompt names by asset: each becomes the name of a picture in the input folder. */
import { createReadStream } from 'node:fs';
import { isRecord } from '../../../workflow/import/is-record.ts';
import { findPicture } from '../../pictures/find.ts';
import { storeInput } from '../../pictures/store.ts';
import type { ComfyContext } from '../context.ts';
import type { Assets } from './assets.ts';

/** Thrown for an asset there is not. */
export class MissingAsset extends Error {
  override readonly name = 'MissingAsset';
}

/** The mark of a value that stands for an asset. */
const MARK = 'core/ASSET';

/**
 * @param prompt any JSON.
 * @returns a copy with names in the place of assets. @throws MissingAsset
 */
export async function withInputFiles(context: ComfyContext, assets: Assets, prompt: unknown): Promise<unknown> {
  if (!isRecord(prompt)) return prompt;
  const nodes = Object.entries(prompt).map(async ([id, node]) => {
    if (!isRecord(node) || !isRecord(node['inputs'])) return [id, node] as const;
    const inputs = Object.entries(node['inputs']).map(async ([name, value]) => {
      const asset = assetIn(value);
      return [name, asset === undefined ? value : await nameOf(context, assets, asset)] as const;
    });
    return [id, { ...node, inputs: Object.fromEntries(await Promise.all(inputs)) }] as const;
  });
  return Object.fromEntries(await Promise.all(nodes));
}

/** The id of the asset that a value stands for. */
function assetIn(value: unknown): string | undefined {
  if (!isRecord(value) || value['__type'] !== MARK) return undefined;
  const { info } = value;
  return isRecord(info) && typeof info['id'] === 'string' ? info['id'] : '';
}

async function nameOf(context: ComfyContext, assets: Assets, id: string): Promise<string> {
  const asset = assets.get(id);
  const file = asset && (await findPicture(context.folders, asset.folder, asset.name).catch(() => undefined));
  if (!asset || !file) throw new MissingAsset(`There is no asset "${id.slice(0, 100)}".`);
  if (asset.folder === 'input') return asset.name;
  // Nodes read pictures of the input folder only.
  return (await storeInput(context, asset.name.split('/').at(-1) ?? '', createReadStream(file.path))).name;
}
