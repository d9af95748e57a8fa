/** Weights of the parts under the names of ComfyUI's files, which are those that graphs ask for. */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import type { PortableWeights } from '../../../checkpoint/export/integer-file.ts';
import { InferenceError } from '../../../errors.ts';
import { openTextWeights } from '../../../text/qwen2.5-vl/open.ts';
import type { PartKind } from '../../parts.ts';
import { openControlNet } from '../controlnet/open.ts';
import { openTransformer } from '../transformer/open.ts';
import { isEdit2511, MARK_2511 } from '../variants.ts';

/** @throws InferenceError `invalid-input` for a VAE, and the errors of opening the part. */
export async function portableWeights(kind: PartKind, files: ComponentFiles): Promise<PortableWeights> {
  switch (kind) {
    case 'transformer': {
      const { config, weights } = await openTransformer(files);
      // A folder tells the variant by its config, which a file does not have.
      const isUnmarked = config.zeroConditionTimestep && !isEdit2511(weights);
      return { weights, marks: isUnmarked ? [MARK_2511] : [] };
    }
    case 'controlNet':
      return { weights: (await openControlNet(files)).weights, marks: [] };
    case 'textEncoder':
    case 'visionTower':
      return { weights: await openTextWeights(files), marks: [] };
    case 'vae':
      throw new InferenceError('invalid-input', `${files.dir}: a VAE is not converted: it is small, and stays exact`, {
        file: files.dir,
      });
  }
}
