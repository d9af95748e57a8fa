/** Weights of the parts under the names of ComfyUI's files, which are those that graphs ask for. */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import type { PortableWeights } from '../../../checkpoint/export/integer-file.ts';
import { InferenceError } from '../../../errors.ts';
import { openTextWeights } from '../../../text/qwen2.5-vl/open.ts';
import type { PartKind } from '../../parts.ts';
import { openTransformer } from '../transformer/open.ts';
import { isEdit2511, MARK_2511 } from '../variants.ts';

/** @throws InferenceError `invalid-input` for a part that is not converted, and the errors of opening the part. */
export async function portableWeights(kind: PartKind, files: ComponentFiles): Promise<PortableWeights> {
  switch (kind) {
    case 'transformer': {
      const { config, weights } = await openTransformer(files);
      // A folder tells the variant by its config, which a file does not have.
      const isUnmarked = config.zeroConditionTimestep && !isEdit2511(weights);
      return { weights, marks: isUnmarked ? [MARK_2511] : [] };
    }
    case 'textEncoder':
    case 'visionTower':
      return { weights: await openTextWeights(files), marks: [] };
    case 'controlNet':
    case 'vae': {
      const message = `${files.dir}: ControlNets and VAEs are not converted: ComfyUI opens none in integers`;
      throw new InferenceError('invalid-input', message, { file: files.dir });
    }
  }
}
