/** Weights of the parts under the names of ComfyUI's files. */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import type { PortableWeights } from '../../../checkpoint/export/integer-file.ts';
import { InferenceError } from '../../../errors.ts';
import { comfyNames } from '../../../text/qwen3-vl/layouts/names.ts';
import { openTextWeights } from '../../../text/qwen3-vl/open.ts';
import type { PartKind } from '../../parts.ts';
import { openTransformer } from '../transformer/open.ts';

/** @throws InferenceError `invalid-input` for a part that is not converted, and the errors of opening the part. */
export async function portableWeights(kind: PartKind, files: ComponentFiles): Promise<PortableWeights> {
  switch (kind) {
    case 'transformer':
      return { weights: (await openTransformer(files)).weights, marks: [] };
    case 'textEncoder':
    case 'visionTower':
      return { weights: comfyNames(await openTextWeights(files)), marks: [] };
    case 'controlNet':
    case 'vae': {
      const message = `${files.dir}: ControlNets and VAEs are not converted: ComfyUI opens none in integers`;
      throw new InferenceError('invalid-input', message, { file: files.dir });
    }
  }
}
