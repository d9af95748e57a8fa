/** Recognises folders of Qwen-Image-2.1 by the classes in their configs or, without a class, by a tensor. */
import type { FolderFacts } from '../folder-facts.ts';

/** Classes of pipelines begin with this, those of modular pipelines too: `QwenImage21Pipeline`. */
const PIPELINE_PREFIX = 'QwenImage21';
const TRANSFORMER_CLASS = 'QwenImage21Transformer2DModel';
const COMPONENT_CLASSES: readonly unknown[] = [TRANSFORMER_CLASS, 'AutoencoderKLQwenImage21'];
const TEXT_ENCODER_TYPE = 'qwen3_vl';
/** Norm of the prompt before the first block. */
const TRANSFORMER_TENSOR = 'txt_in.text_norm.weight';

/** Whether a folder is a checkpoint or a component of the family. */
export async function recognises(folder: FolderFacts): Promise<boolean> {
  const index = await folder.json('model_index.json');
  return index ? isCheckpoint(folder, index['_class_name']) : isComponent(folder);
}

async function isCheckpoint(folder: FolderFacts, pipeline: unknown): Promise<boolean> {
  if (typeof pipeline === 'string' && pipeline.startsWith(PIPELINE_PREFIX)) return true;
  const transformer = await folder.json('transformer/config.json');
  return transformer?.['_class_name'] === TRANSFORMER_CLASS || hasTransformer(folder, 'transformer');
}

async function isComponent(folder: FolderFacts): Promise<boolean> {
  const config = await folder.json('config.json');
  if (COMPONENT_CLASSES.includes(config?.['_class_name']) || config?.['model_type'] === TEXT_ENCODER_TYPE) return true;
  return hasTransformer(folder, '');
}

async function hasTransformer(folder: FolderFacts, subFolder: string): Promise<boolean> {
  return (await folder.tensorNames(subFolder)).has(TRANSFORMER_TENSOR);
}
