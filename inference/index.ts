/**
 * Inference: tensors in, tensors out. Nodes, host, server and command line use these exports and nothing else of it.
 * Importing them loads no onnxruntime: only the inference process does.
 */
export { InferenceError } from './errors.ts';
export { profileText } from './profile.ts';
export type { Conditioning } from './diffusion/velocity-predictor.ts';
export type { GuidanceNorm } from './diffusion/guidance-norm.ts';
export { PARITIES, type Parity } from './diffusion/parity.ts';
export { REFERENCE_METHODS, type ReferenceMethod } from './diffusion/reference-method.ts';
export type { BatchPlace } from './diffusion/denoise-step.ts';
export { FEWEST_CACHED_STEPS, NOTHING_KNOWN, type StepMemory } from './diffusion/step-cache/step-cache.ts';
export type { PixelImage } from './image/pixels.ts';
export { dimensionsForArea, latentGrid } from './diffusion/latent-grid.ts';
export { blackOut, imageOfMask, maskOfImage, type PixelMask } from './image/mask.ts';
export { MASK_COMBINATIONS } from './image/combine-masks.ts';
export { SCALE_METHODS } from './image/scale.ts';
export { roundHalfToEven } from './rounding.ts';
export { workOnPixels } from './image/thread/pixel-thread.ts';
export { stitchedSize } from './image/stitch.ts';
export { takingTurns } from './image/thread/turns.ts';
export { freeMemory } from './threads/free-memory.ts';
export { startThread, type Thread } from './threads/start-thread.ts';
export { filesOf } from './checkpoint/folder-files.ts';
export type {
  CheckpointFacts,
  ControlNetFacts,
  TextEncoderFacts,
  FamilyDefaults,
  SamplingSigmas,
  PromptCounter,
  TokenCount,
  TransformerFacts,
  VaeFacts,
} from './families/facts.ts';
export { DEFAULTS, FamilyRegistry, VARIANTS } from './families/registry.ts';
export type { FamilyParts, InstructionPictures, PartKind } from './families/parts.ts';
export type { ComponentFiles } from './checkpoint/component-files.ts';
export { DIFFUSERS_PROMPT_WINDOW, MAX_PROMPT_WINDOW, promptTooLong } from './text/prompt/encode-prompt.ts';
export { checkpointSchedule, checkpointSteps } from './diffusion/schedule/checkpoint-schedule.ts';
export { NO_STEPS, type SamplerMemory } from './diffusion/samplers/sampler.ts';
export { type SamplerName, samplerNamed, SAMPLERS } from './diffusion/samplers/samplers.ts';
export { COMFYUI_CURVES, type ComfyuiCurve, shifted } from './diffusion/schedule/comfyui-curves.ts';
export { AURA_FLOW_LEVELS, comfyuiSchedule } from './diffusion/schedule/comfyui-schedule.ts';
export {
  cutSchedule,
  signalAtEnd,
  stepOfShare,
  withFirstSigma,
  writtenSchedule,
} from './diffusion/schedule/cut-schedule.ts';
export { flowMatchSchedule } from './diffusion/schedule/flow-match-schedule.ts';
export {
  customSchedule,
  modelTimestep,
  sigmaAt,
  startAtStrength,
  stepsAtStrength,
  stepCount,
  type Schedule,
} from './diffusion/schedule/schedule.ts';
export type { Scheduler } from './diffusion/schedule/scheduler-config.ts';
export { PRECISION_SETTINGS } from './precision/choose.ts';
export { DEVICE_KINDS, DEVICE_SETTINGS, readDevice } from './onnx/devices/names.ts';
export { defaultBudgets } from './runtime/memory.ts';
export type { DeviceChoice } from './runtime/device/choose-device.ts';
export { type CudaInstall, cudaInstall } from './runtime/device/cuda-install.ts';
export type { ExpectedRef } from './runtime/expected-times.ts';
export type { WorkOperation, WorkSizes } from './families/work.ts';
export { InferenceClient, type InferenceOptions, type RequestOptions } from './runtime/client.ts';
export { formatBytes } from './runtime/memory.ts';
export { type Processor, readProcessor } from './runtime/processor/processor.ts';
export type { KernelSpeed } from './onnx/measure/kernel-test.ts';
export { resolveLinks } from './checkpoint/resolve-links.ts';
export type { LoraReport } from './checkpoint/lora/read-lora.ts';
export { writeIntegerFile } from './checkpoint/export/integer-file.ts';
export { loraSentences } from './checkpoint/lora/report-text.ts';
export { aboutLora } from './checkpoint/lora/about-lora.ts';
export { filesOfLora } from './checkpoint/lora/scales.ts';
export type { LoraUse } from './checkpoint/lora/use.ts';
export { refuseLfsPointer } from './checkpoint/lfs-pointer.ts';
export type { LatentSize } from './onnx/model-plan.ts';
export type { Role } from './families/family.ts';
export type { CheckRequest } from './runtime/protocol.ts';
export { type ComponentRef, type ControlRequest, type PictureTokens, withBuiltIn } from './families/requests.ts';
export { image as imageSizes } from './tensor-shape.ts';
export { resizedLatentSize } from './diffusion/resize-latents.ts';
export { INTERPOLATIONS } from './image/interpolate.ts';
export { cutTensor } from './tensor-cut.ts';
export { float32, type Tensor, zeros } from './tensor.ts';
