/**
 * Widgets of ComfyUI's nodes in the order in which files list their values. A file may end earlier: then the default
 * counts, where the node has one that files of older versions lack. Source: the nodes' INPUT_TYPES, as its server
 * describes them in /object_info; `control_after_generate` and `upload` belong to its editor.
 */
export interface Widget {
  readonly name: string;
  /** Of widgets that were added later. */
  readonly default?: unknown;
}

const SEED = ['seed', 'control_after_generate'] as const;
const STRENGTHS = ['strength', 'start_percent', 'end_percent'] as const;
const SIZE = ['width', 'height'] as const;

const ORDER: Readonly<Record<string, readonly (string | Widget)[]>> = {
  BasicScheduler: ['scheduler', 'steps', 'denoise'],
  CFGGuider: ['cfg'],
  CFGNorm: ['strength', { name: 'pre_cfg', default: false }],
  CLIPLoader: ['clip_name', 'type', { name: 'device', default: 'default' }],
  CLIPTextEncode: ['text'],
  Canny: ['low_threshold', 'high_threshold'],
  CheckpointLoaderSimple: ['ckpt_name'],
  ComfySwitchNode: ['switch'],
  ControlNetApplyAdvanced: STRENGTHS,
  ControlNetInpaintingAliMamaApply: STRENGTHS,
  ControlNetLoader: ['control_net_name'],
  DualCFGGuider: ['cfg_conds', 'cfg_cond2_negative'],
  EmptyLatentImage: [...SIZE, 'batch_size'],
  EmptyQwenImageLayeredLatentImage: [...SIZE, 'layers', 'batch_size'],
  EmptySD3LatentImage: [...SIZE, 'batch_size'],
  FluxKontextMultiReferenceLatentMethod: ['reference_latents_method'],
  GrowMask: ['expand', 'tapered_corners'],
  ImageBlur: ['blur_radius', 'sigma'],
  ImageCompare: ['compare_view'],
  ImageCompositeMasked: ['x', 'y', 'resize_source'],
  ImagePadForOutpaint: ['left', 'top', 'right', 'bottom', 'feathering'],
  ImageScale: ['upscale_method', ...SIZE, 'crop'],
  ImageScaleBy: ['upscale_method', 'scale_by'],
  ImageScaleToMaxDimension: ['upscale_method', 'largest_size'],
  ImageScaleToTotalPixels: ['upscale_method', 'megapixels', { name: 'resolution_steps', default: 1 }],
  ImageToMask: ['channel'],
  KSampler: [...SEED, 'steps', 'cfg', 'sampler_name', 'scheduler', { name: 'denoise', default: 1 }],
  KSamplerAdvanced: [
    'add_noise',
    'noise_seed',
    'control_after_generate',
    ...['steps', 'cfg', 'sampler_name', 'scheduler', 'start_at_step', 'end_at_step', 'return_with_leftover_noise'],
  ],
  KSamplerSelect: ['sampler_name'],
  LatentCut: ['dim', 'index', 'amount'],
  LatentCutToBatch: ['dim', 'slice_size'],
  LoadImage: ['image', 'upload'],
  LoadImageMask: ['image', 'channel', 'upload'],
  LoraLoader: ['lora_name', 'strength_model', 'strength_clip'],
  LoraLoaderModelOnly: ['lora_name', 'strength_model'],
  ManualSigmas: ['sigmas'],
  ModelPatchLoader: ['name'],
  ModelSamplingAuraFlow: ['shift'],
  PrimitiveBoolean: ['value'],
  PrimitiveFloat: ['value'],
  PrimitiveInt: ['value', 'control_after_generate'],
  PrimitiveString: ['value'],
  PrimitiveStringMultiline: ['value'],
  QwenImageDiffsynthControlnet: ['strength'],
  RandomNoise: ['noise_seed', 'control_after_generate'],
  ResolutionSelector: ['aspect_ratio', 'megapixels', 'multiple'],
  SaveImage: ['filename_prefix'],
  SaveImageAdvanced: ['filename_prefix', 'format', 'format.bit_depth', 'format.input_color_space'],
  SetFirstSigma: ['sigma'],
  StringConcatenate: ['string_a', 'string_b', 'delimiter'],
  TextEncodeQwenImageEdit: ['prompt'],
  TextEncodeQwenImageEditPlus: ['prompt'],
  UNETLoader: ['unet_name', 'weight_dtype'],
  UnetLoaderGGUF: ['unet_name'],
  CLIPLoaderGGUF: ['clip_name', 'type'],
  VAELoader: ['vae_name'],
};

/** The widgets of a node in order; undefined for a node that is not known. */
export function widgetsOf(type: string): readonly Widget[] | undefined {
  if (!Object.hasOwn(ORDER, type)) return undefined;
  return ORDER[type]?.map((widget) => (typeof widget === 'string' ? { name: widget } : widget));
}
