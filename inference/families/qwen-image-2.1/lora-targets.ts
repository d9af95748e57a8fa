/** The components that LoRAs for Qwen-Image-2.1 change. */
import type { ComponentFiles } from '../../checkpoint/component-files.ts';
import { textLoraTarget } from '../../text/decoder/loras.ts';
import { openTextWeights } from '../../text/qwen3-vl/open.ts';
import type { LoraTargets } from '../family.ts';
import { transformerLoraTarget } from './loras.ts';
import { openTransformer } from './transformer/open.ts';

export const loraTargets: LoraTargets = {
  transformer: async (files: ComponentFiles) => transformerLoraTarget((await openTransformer(files)).weights),
  textEncoder: async (files: ComponentFiles) => textLoraTarget(await openTextWeights(files)),
};
