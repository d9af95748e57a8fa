/** Inference: tensors in, tensors out. What nodes and whoever composes Inkloom may use; loads no onnxruntime by itself. */
export { InferenceError } from './errors.ts';
export { INFERENCE_PROFILE } from './profile.ts';
export type { Conditioning } from './qwen-image/guidance/denoise-step.ts';
export type { PixelImage } from './qwen-image/latents/image.ts';
export { dimensionsForArea, latentGrid } from './qwen-image/latents/dimensions.ts';
export { imageOfMask, maskOfImage, type PixelMask } from './qwen-image/latents/mask.ts';
export { COMPONENTS, filesOf, openPipelineFolder } from './qwen-image/pipeline-folder.ts';
export { DIFFUSERS_PROMPT_WINDOW, MAX_PROMPT_WINDOW } from './qwen-image/prompt/encode-prompt.ts';
export { simpleSchedule } from './qwen-image/schedule/comfyui-schedule.ts';
export { flowMatchSchedule } from './qwen-image/schedule/flow-match-schedule.ts';
export { customSchedule, modelTimestep, sigmaAt, startAtStrength, stepCount, type Schedule } from './qwen-image/schedule/schedule.ts';
export type { SchedulerConfig } from './qwen-image/schedule/scheduler-config.ts';
export { InferenceClient, type InferenceOptions } from './runtime/client.ts';
export { formatBytes } from './runtime/memory.ts';
export type { PromptTemplate } from './qwen-image/prompt/prompt-template.ts';
export type { ProcessorConfig } from './qwen-image/vision/image-processor.ts';
export type { ComponentRef, PictureTokens } from './runtime/protocol.ts';
export { elementCount, float32, type Tensor } from './tensor.ts';
