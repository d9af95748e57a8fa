/** Pictures as Linux makes them, and how far others are from them. */
import sharp from 'sharp';
import { makeImage } from '../../../engine/host/image/make-image.ts';
import { standardServices } from '../../../engine/host/standard-services.ts';
import { Engine } from '../../../engine/run/engine.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { outputOf } from '../../../engine/run/read-outputs.ts';
import { loadWorkflow } from '../../../engine/workflow/load.ts';
import { applySettings } from '../../../engine/workflow/settings.ts';
import { standardNodes } from '../../../nodes/index.ts';
import { FILE } from '../../../nodes/sockets.ts';
import { repoPath } from '../../inference/support/goldens.ts';

/** The picture of a prompt, as a file. */
export async function madeHere(prompt: string, steps: number): Promise<Uint8Array> {
  return (await makeImage(prompt, { steps, models: [repoPath('models')] })).png;
}

/** `workflows/example.png` after an instruction, as a file. */
export async function editedHere(instruction: string): Promise<Uint8Array> {
  const registry = new NodeRegistry(standardNodes);
  const standard = standardServices({
    modelFolders: [repoPath('models')],
    inputFolders: [repoPath('workflows')],
  });
  try {
    const workflow = await loadWorkflow(repoPath('workflows/edit.json'));
    const result = await new Engine({ registry, services: standard.services }).run(
      applySettings(workflow, [`prompt=${instruction}`], registry),
    );
    return outputOf(result, 'save.file', FILE).data;
  } finally {
    await standard.close();
  }
}

/** The largest difference of any value of two picture files, in levels of 0 to 255. @throws Error for other sizes. */
export async function levelsApart(one: string | Uint8Array, other: string | Uint8Array): Promise<number> {
  const [a, b] = await Promise.all([one, other].map((file) => sharp(file).raw().toBuffer({ resolveWithObject: true })));
  if (!a || !b || a.info.width !== b.info.width || a.data.length !== b.data.length) throw new Error('Other sizes');
  return a.data.reduce((most, value, index) => Math.max(most, Math.abs(value - (b.data[index] ?? 0))), 0);
}
