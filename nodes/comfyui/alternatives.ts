/** What could take the place of nodes that Inkloom does not know, in words that follow "try". */

const PROMPT = 'one CLIPTextEncode with both texts';
const SCALE = 'ImageScale';
const SHIFT = 'ModelSamplingAuraFlow';

/** By class. */
const ALTERNATIVES: Readonly<Record<string, string>> = {
  'CheckpointLoader': 'CheckpointLoaderSimple',
  'DualCLIPLoader': 'CLIPLoader',
  'DualCLIPLoaderGGUF': 'CLIPLoaderGGUF',
  'GGUFLoaderKJ': 'UnetLoaderGGUF',
  'NunchakuQwenImageDiTLoader': 'UNETLoader with a file in bf16, fp8, int8 or GGUF',
  'NunchakuQwenImageLoraLoader': 'LoraLoaderModelOnly',
  'Power Lora Loader (rgthree)': 'a LoraLoaderModelOnly for each LoRA',
  'DiffControlNetLoader': 'ControlNetLoader',
  'ControlNetApply': 'ControlNetApplyAdvanced with the VAE',
  'ModelSamplingSD3': SHIFT,
  'ModelSamplingFlux': SHIFT,
  'ConditioningCombine': PROMPT,
  'ConditioningConcat': PROMPT,
  'ConditioningAverage': PROMPT,
  'LotusConditioning': 'a depth map that was made elsewhere, with LoadImage',
  'DepthAnythingPreprocessor': 'a depth map that was made elsewhere, with LoadImage',
  'DepthAnythingV2Preprocessor': 'a depth map that was made elsewhere, with LoadImage',
  'CannyEdgePreprocessor': 'Canny',
  'VAEEncodeForInpaint': 'VAEEncode and SetLatentNoiseMask',
  'InpaintModelConditioning': 'VAEEncode and SetLatentNoiseMask',
  'LatentFromBatch': 'a batch of one with another seed',
  'DualCFGGuider': 'CFGGuider',
  'ImageUpscaleWithModel': SCALE,
  'ImageResizeKJ': SCALE,
  'ImageResizeKJv2': SCALE,
  'ImageResize+': SCALE,
  'Image Comparer (rgthree)': 'ImageCompare',
  'Any Switch (rgthree)': 'ComfySwitchNode',
  'Seed (rgthree)': 'PrimitiveInt',
  'easy seed': 'PrimitiveInt',
  'easy int': 'PrimitiveInt',
  'easy float': 'PrimitiveFloat',
  'easy showAnything': 'PreviewAny',
  'ShowText|pysssss': 'PreviewAny',
  'CR Prompt Text': 'PrimitiveStringMultiline',
  'StringConstantMultiline': 'PrimitiveStringMultiline',
  'GetNode': 'a link',
  'SetNode': 'a link',
};

/** @returns undefined for a class that nothing comes near to. */
export function alternativeTo(name: string): string | undefined {
  const plain = name.replace(/(?:DisTorch2?)?MultiGPU$/, '');
  if (plain !== name) return plain;
  return Object.hasOwn(ALTERNATIVES, name) ? ALTERNATIVES[name] : undefined;
}
