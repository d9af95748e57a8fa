/** Inference: tensors in, tensors out. What nodes and whoever composes Inkloom may use; loads no onnxruntime by itself. */
export { InferenceError } from './errors.ts';
export { INFERENCE_PROFILE } from './profile.ts';
export type { Conditioning } from './families/qwen-image/denoise-step.ts';
export type { PixelImage } from './image/pixels.ts';
export { dimensionsForArea, latentGrid } from './diffusion/latent-grid.ts';
export { blackOut, imageOfMask, maskOfImage, type PixelMask } from './image/mask.ts';
export { COMPONENTS, filesOf, openPipelineFolder } from './families/qwen-image/pipeline-folder.ts';
export { DIFFUSERS_PROMPT_WINDOW, MAX_PROMPT_WINDOW } from './text/prompt/encode-prompt.ts';
export { simpleSchedule } from './diffusion/schedule/comfyui-schedule.ts';
export { flowMatchSchedule } from './diffusion/schedule/flow-match-schedule.ts';
export {
  customSchedule,
  modelTimestep,
  sigmaAt,
  startAtStrength,
  stepCount,
  type Schedule,
} from './diffusion/schedule/schedule.ts';
export type { SchedulerConfig } from './diffusion/schedule/scheduler-config.ts';
export { InferenceClient, type InferenceOptions } from './runtime/client.ts';
export { formatBytes } from './runtime/memory.ts';
export type { PromptTemplate } from './text/prompt/prompt-template.ts';
export type { ProcessorConfig } from './text/qwen2.5-vl/vision/image-processor.ts';
export type { ComponentRef, PictureTokens } from './runtime/protocol.ts';
export { elementCount, float32, type Tensor, zeros } from './tensor.ts';
export { CONTROLNET_CLASS, controlNetConfigSchema } from './families/qwen-image/controlnet/config.ts';
export { readConfig } from './checkpoint/config-file.ts';
