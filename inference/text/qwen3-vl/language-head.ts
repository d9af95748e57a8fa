/** The language head of Qwen3-VL, in the files of the text encoder. */
import type { ComponentFiles } from '../../checkpoint/component-files.ts';
import type { PreparedPlace } from '../../checkpoint/prepared/place.ts';
import type { Device } from '../../onnx/devices/device.ts';
import type { ModelPlan } from '../../onnx/model-plan.ts';
import { type GenerationConfig, readGenerationConfig } from '../writing/generation-config.ts';
import { LanguageHead } from '../writing/language-head.ts';
import { openLanguageModel } from './open.ts';

/** Of Qwen3-VL-8B-Instruct, for files that come without it. */
const PUBLISHED: GenerationConfig = { ends: [], repetitionPenalty: 1, topK: 20, topP: 0.8 };

const ADVICE =
  'Choose a text encoder that has one: the folder text_encoder of Qwen-Image-2.1 as published, ' +
  'qwen3vl_8b of ComfyUI, or a GGUF of Qwen3-VL-8B-Instruct';

/** @throws InferenceError when files are missing or damaged; `tensor-missing` when they hold no head. */
export async function planLanguageHead(
  files: ComponentFiles,
  device: Device,
  place?: PreparedPlace,
): Promise<ModelPlan<LanguageHead>> {
  const { config, weights } = await openLanguageModel(files);
  const generation = await readGenerationConfig(files.dir, PUBLISHED);
  const { tiesEmbeddings } = config;
  const owner = { weights, config, tiesEmbeddings, appliesNorm: true, generation, advice: ADVICE };
  return LanguageHead.plan(owner, files, device, place);
}
