/**
 * The package: make a picture (makeImage), run workflows, write nodes like those that ship, or start the server with
 * the editor (startServer).
 *
 *     const { png } = await makeImage('a red star above a blue square');
 *
 *     const { services, close } = standardServices();
 *     const engine = new Engine({ registry: new NodeRegistry(standardNodes), services });
 *     const file = outputOf(await engine.run(await loadWorkflow('workflow.json')), 'save.file', FILE);
 *     await close();
 */
export {
  defineNode,
  type ExpandContext,
  type Expansion,
  type ExpansionInput,
  type ExpansionNode,
  type FingerprintContext,
  type ForeseeContext,
  type Known,
  type NodeDefinition,
  type OutputDefinition,
  type OutputMap,
  type OutputValues,
  type Preview,
  type RunContext,
} from './graph/define.ts';
export { GraphError } from './graph/graph-error.ts';
export type { Each, Graph, GraphNode, Link, Subgraph } from './graph/graph.ts';
export type { ChoiceInput, FloatInput, InputDefinition, InputMap, InputValues, IntInput } from './graph/input.ts';
export type { GraphIssue } from './graph/issues.ts';
export { type Plan, planGraph, type PlanOptions } from './graph/plan.ts';
export { NodeRegistry } from './graph/registry.ts';
export { renderIssue } from './graph/render-issue.ts';
export { serviceToken, Services, type ServiceToken } from './graph/service.ts';
export { ANY, BOOLEAN, FLOAT, INT, socketType, type SocketType, STRING } from './graph/socket.ts';
export type { TypeCodecs, ValueCodec } from './graph/value-codec.ts';
export { DiskCache, type CacheLimits, type DiskCacheOptions } from './cache/disk/disk-cache.ts';
export { DiskTraces } from './cache/disk/disk-traces.ts';
export { MemoryCache } from './cache/memory.ts';
export { TieredCache } from './cache/tiered.ts';
export { makeImage, type MadeImage, type MakeImageOptions } from './host/image/make-image.ts';
export { type ComfyForm, exportComfyui } from './host/comfyui/export-comfyui.ts';
export { loadWorkflow, openWorkflow } from './host/open-workflow.ts';
export { packageVersion } from './host/places.ts';
export { workflowFile } from './host/workflow-file.ts';
export type { RunningServer, StartServerOptions } from './host/server-options.ts';
export { standardServices, type StandardServicesOptions } from './host/standard-services.ts';
export { UsageError } from './host/usage-error.ts';
export { Engine, type EngineOptions, type EngineRunOptions, type RunResult } from './run/engine.ts';
export type { Forecast, MissReason, NodeFailure, NodeForecast, RunEvent } from './run/events.ts';
export { renderMiss } from './run/explain.ts';
export { outputOf, outputsOf } from './run/read-outputs.ts';
export { RunError } from './run/run-error.ts';
export { startServer } from './server/server.ts';
export { formatWorkflow } from './workflow/format.ts';
export { parseWorkflow } from './workflow/load.ts';
export { type Provenance, provenanceOf, readProvenance, withProvenance } from './workflow/picture/provenance.ts';
export type { ImportedWorkflow, ImportIssue } from './workflow/import/importer.ts';
export type { Workflow } from './workflow/schema.ts';
export { listSettables, type Settable } from './workflow/settables.ts';
export { applyLists, applySettings } from './workflow/settings.ts';
export { WorkflowError } from './workflow/workflow-error.ts';
export { typeCodecs } from '../nodes/codecs.ts';
export { standardNodes } from '../nodes/index.ts';
export * from '../nodes/expected-time.ts';
export * from '../nodes/foresight.ts';
export * from '../nodes/part-fit.ts';
export * from '../nodes/preparing.ts';
export { modelProfile, untiledProfile } from '../nodes/services/model-profile.ts';
export type { StandardServices } from '../nodes/services/standard.ts';
export * from '../nodes/services/tokens.ts';
export * from '../nodes/sockets.ts';
export {
  AURA_FLOW_LEVELS,
  type BatchPlace,
  blackOut,
  type CheckpointFacts,
  checkpointSchedule,
  checkpointSteps,
  COMFYUI_CURVES,
  type ComfyuiCurve,
  comfyuiSchedule,
  type ComponentFiles,
  type ComponentRef,
  type Conditioning,
  type ControlNetFacts,
  type ControlRequest,
  customSchedule,
  cutSchedule,
  cutTensor,
  DEFAULTS,
  DIFFUSERS_PROMPT_WINDOW,
  dimensionsForArea,
  type ExpectedRef,
  FEWEST_CACHED_STEPS,
  filesOf,
  filesOfLora,
  float32,
  flowMatchSchedule,
  type GuidanceNorm,
  imageOfMask,
  imageSizes,
  InferenceError,
  type InferenceOptions,
  INTERPOLATIONS,
  latentGrid,
  type LatentSize,
  type LoraReport,
  loraSentences,
  type LoraUse,
  MASK_COMBINATIONS,
  maskOfImage,
  MAX_PROMPT_WINDOW,
  modelTimestep,
  NO_STEPS,
  NOTHING_KNOWN,
  PARITIES,
  type Parity,
  type PictureTokens,
  type PixelImage,
  type PixelMask,
  promptTooLong,
  REFERENCE_METHODS,
  type ReferenceMethod,
  refuseLfsPointer,
  resizedLatentSize,
  roundHalfToEven,
  type SamplerMemory,
  type SamplerName,
  samplerNamed,
  SAMPLERS,
  SCALE_METHODS,
  type Schedule,
  type Scheduler,
  shifted,
  sigmaAt,
  type SamplingSigmas,
  signalAtEnd,
  startAtStrength,
  stepCount,
  type StepMemory,
  stepOfShare,
  stepsAtStrength,
  stitchedSize,
  takingTurns,
  type Tensor,
  type TextEncoderFacts,
  type TransformerFacts,
  type VaeFacts,
  VARIANTS,
  withFirstSigma,
  workOnPixels,
  type WorkOperation,
  type WorkSizes,
  writtenSchedule,
  zeros,
} from '../inference/index.ts';
