/** The small checkpoint of Qwen-Image-2.1 that tests run: random weights, the published layout. */
import { copyFile, cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledTokenizer } from '../../../inference/text/tokenizer/bundled.ts';
import { CHECKPOINTS } from '../../inference/support/goldens.ts';

/** Without the tables of its tokenizer, which are those that ship. */
export const TINY_21 = join(CHECKPOINTS, 'tiny-2.1');

/** Fields of model_index.json. */
type Index = Readonly<Record<string, unknown>>;

/**
 * A folder with the checkpoint as a whole, under the name `tiny-2.1`.
 * @param index fields that replace those of its model_index.json.
 */
export async function tiny21(index: Index = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'inkloom-'));
  const dir = join(root, 'tiny-2.1');
  await cp(TINY_21, dir, { recursive: true });
  await copyFile(join(bundledTokenizer(), 'ordered-merges.txt'), join(dir, 'processor/ordered-merges.txt'));
  const file = join(dir, 'model_index.json');
  const published = JSON.parse(await readFile(file, 'utf8')) as Index;
  await writeFile(file, JSON.stringify({ ...published, ...index }));
  return root;
}

/** Its Turbo: the same weights, with the noise levels and the scheduler of the published one. */
export async function tiny21Turbo(): Promise<string> {
  const root = await tiny21({
    sample_sigmas: [1, 0.978453, 0.95418, 0.926626, 0.89508, 0.845148, 0.704534, 0.414568],
  });
  const scheduler = join(root, 'tiny-2.1/scheduler/scheduler_config.json');
  await copyFile(join(CHECKPOINTS, '../goldens/2.1/schedulers/turbo.json'), scheduler);
  return root;
}
