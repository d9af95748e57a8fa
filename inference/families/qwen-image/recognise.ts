/** Recognises folders of Qwen-Image by the classes in their configs or, without a class, by a tensor. */
import type { FolderFacts } from '../folder-facts.ts';
import { CONTROLNET_CLASS } from './controlnet/config.ts';

/** Classes of pipelines: `QwenImagePipeline`, `QwenImageEditPlusPipeline`. A number is that of another generation. */
const PIPELINE = /^QwenImage(?!\d)/;
const TRANSFORMER_CLASS = 'QwenImageTransformer2DModel';
const COMPONENT_CLASSES: readonly unknown[] = [TRANSFORMER_CLASS, 'AutoencoderKLQwenImage', CONTROLNET_CLASS];
const TEXT_ENCODER_TYPE = 'qwen2_5_vl';
const TOKENIZER_PREFIX = 'Qwen2Tokenizer';
/** Norm of the prompt before the first block. */
const TRANSFORMER_TENSOR = 'txt_norm.weight';

/** Whether a folder is a checkpoint, a component or a ControlNet of the family. */
export async function recognises(folder: FolderFacts): Promise<boolean> {
  const index = await folder.json('model_index.json');
  return index ? isCheckpoint(folder, index['_class_name']) : isComponent(folder);
}

async function isCheckpoint(folder: FolderFacts, pipeline: unknown): Promise<boolean> {
  if (typeof pipeline === 'string' && PIPELINE.test(pipeline)) return true;
  const transformer = await folder.json('transformer/config.json');
  return transformer?.['_class_name'] === TRANSFORMER_CLASS || hasTransformer(folder, 'transformer');
}

async function isComponent(folder: FolderFacts): Promise<boolean> {
  const [config, tokenizer] = await Promise.all([folder.json('config.json'), folder.json('tokenizer_config.json')]);
  if (COMPONENT_CLASSES.includes(config?.['_class_name']) || config?.['model_type'] === TEXT_ENCODER_TYPE) return true;
  return String(tokenizer?.['tokenizer_class']).startsWith(TOKENIZER_PREFIX) || hasTransformer(folder, '');
}

async function hasTransformer(folder: FolderFacts, subFolder: string): Promise<boolean> {
  return (await folder.tensorNames(subFolder)).has(TRANSFORMER_TENSOR);
}

/** Whether a folder is a ControlNet of the family. */
export async function recognisesControlNet(folder: FolderFacts): Promise<boolean> {
  return (await folder.json('config.json'))?.['_class_name'] === CONTROLNET_CLASS;
}
