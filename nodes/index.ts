/** Every node that ships, in the order of a catalogue. */
import type { NodeDefinition } from '../engine/graph/define.ts';
import { reroute } from '../engine/graph/flatten/reroutes.ts';
import { addNoise } from './diffusion/add-noise.ts';
import { addReference } from './diffusion/add-reference.ts';
import { applyControlNet } from './diffusion/apply-controlnet.ts';
import { decodeLatent } from './diffusion/decode-latent.ts';
import { decodeLayers } from './diffusion/decode-layers.ts';
import { denoiseStep } from './diffusion/denoise-step.ts';
import { denoise } from './diffusion/denoise.ts';
import { emptyLatentLike } from './latent/empty-latent-like.ts';
import { emptyLatent } from './latent/empty-latent.ts';
import { emptyLayers } from './latent/empty-layers.ts';
import { encodeEdit } from './diffusion/encode-edit.ts';
import { encodeImage } from './diffusion/encode-image.ts';
import { encodeText } from './diffusion/encode-text.ts';
import { addControlToTransformer } from './conditioning/add-control-to-transformer.ts';
import { addControl } from './conditioning/add-control.ts';
import { referenceMethod } from './conditioning/reference-method.ts';
import { zeroConditioning } from './conditioning/zero-conditioning.ts';
import { addText } from './image/add-text.ts';
import { batchImages } from './image/batch-images.ts';
import { cannyEdges } from './image/canny-edges.ts';
import { compositeImage } from './image/composite-image.ts';
import { contactSheet } from './image/contact-sheet.ts';
import { cropImage } from './image/crop-image.ts';
import { fitImage } from './image/size/fit-image.ts';
import { loadImage } from './image/load-image.ts';
import { padImage } from './image/pad-image.ts';
import { pasteImage } from './image/paste-image.ts';
import { pickImage } from './image/pick-image.ts';
import { pickImages } from './image/pick-images.ts';
import { previewImage } from './image/preview-image.ts';
import { resizeImage } from './image/size/resize-image.ts';
import { saveImage } from './image/save-image.ts';
import { saveImages } from './image/save-images.ts';
import { previewImages } from './image/preview-images.ts';
import { placeImage } from './image/compose/place-image.ts';
import { stitchImages } from './image/compose/stitch-images.ts';
import { plainImage } from './image/compose/plain-image.ts';
import { joinTransparency } from './image/compose/join-transparency.ts';
import { splitTransparency } from './image/compose/split-transparency.ts';
import { invertImage } from './image/adjust/invert-image.ts';
import { blurImage } from './image/adjust/blur-image.ts';
import { smoothedEdges } from './image/adjust/smoothed-edges.ts';
import { turnImage } from './image/adjust/turn-image.ts';
import { scaleByFactor } from './image/size/scale-by-factor.ts';
import { scaleToSide } from './image/size/scale-to-side.ts';
import { scaleToMegapixels } from './image/size/scale-to-megapixels.ts';
import { fitTrainedSize } from './image/size/fit-trained-size.ts';
import { fitMultiple } from './image/size/fit-multiple.ts';
import { ratioSize } from './image/size/ratio-size.ts';
import { measureImage } from './image/size/measure-image.ts';
import { combineMasks } from './mask/combine-masks.ts';
import { featherMask } from './mask/feather-mask.ts';
import { thresholdMask } from './mask/threshold-mask.ts';
import { plainMask } from './mask/plain-mask.ts';
import { cropMask } from './mask/crop-mask.ts';
import { joinTexts } from './core/join-texts.ts';
import { replaceText } from './core/replace-text.ts';
import { trimText } from './core/trim-text.ts';
import { textLength } from './core/text-length.ts';
import { changeCase } from './core/change-case.ts';
import { previewText } from './core/preview-text.ts';
import { keepOutside } from './diffusion/keep-outside.ts';
import { fitEmptyLatent } from './latent/fit-empty-latent.ts';
import { freeSizeLatent } from './latent/free-size-latent.ts';
import { latentMask } from './latent/latent-mask.ts';
import { placeInBatch } from './latent/place-in-batch.ts';
import { repeatLatent } from './latent/repeat-latent.ts';
import { cutLatent } from './latent/cut-latent.ts';
import { resizeLatent } from './latent/resize-latent.ts';
import { scaleLatent } from './latent/scale-latent.ts';
import { cutScheduleNode } from './schedule/cut-schedule.ts';
import { firstSigma } from './schedule/first-sigma.ts';
import { splitSchedule } from './schedule/split-schedule.ts';
import { writtenScheduleNode } from './schedule/written-schedule.ts';
import { loadCheckpoint } from './models/load-checkpoint.ts';
import { loadTextEncoder } from './models/load-text-encoder.ts';
import { loadTransformer } from './models/load-transformer.ts';
import { loadVae } from './models/load-vae.ts';
import { loadControlNet } from './models/load-controlnet.ts';
import { normaliseGuidance } from './models/normalise-guidance.ts';
import { samplingShift } from './models/sampling-shift.ts';
import { loadLora } from './models/load-lora.ts';
import { loadTextEncoderLora } from './models/load-text-encoder-lora.ts';
import { lookAtImage } from './diffusion/look-at-image.ts';
import { blackOutNode } from './mask/black-out.ts';
import { blurMask } from './mask/blur-mask.ts';
import { colourToMask } from './mask/colour-to-mask.ts';
import { cropAroundMask } from './mask/crop-around-mask.ts';
import { growMask } from './mask/grow-mask.ts';
import { imageToMask } from './mask/image-to-mask.ts';
import { invertMask } from './mask/invert-mask.ts';
import { maskToImage } from './mask/mask-to-image.ts';
import { pictureSize } from './diffusion/picture-size.ts';
import { primitives } from './core/primitives.ts';
import { schedule } from './diffusion/schedule.ts';
import { foreignNode } from './core/foreign-node.ts';
import { switchNode } from './core/switch.ts';
import { caption } from './text/caption.ts';
import { enhancePrompt } from './text/enhance-prompt.ts';
import { writeText } from './text/write-text.ts';

export const standardNodes: readonly NodeDefinition[] = [
  loadCheckpoint,
  loadTransformer,
  loadTextEncoder,
  loadVae,
  loadControlNet,
  loadLora,
  loadTextEncoderLora,
  samplingShift,
  normaliseGuidance,
  addControlToTransformer,
  loadImage,
  writeText,
  enhancePrompt,
  caption,
  encodeText,
  encodeEdit,
  lookAtImage,
  addReference,
  referenceMethod,
  zeroConditioning,
  addControl,
  encodeImage,
  pictureSize,
  ratioSize,
  measureImage,
  emptyLatent,
  freeSizeLatent,
  emptyLatentLike,
  emptyLayers,
  fitEmptyLatent,
  latentMask,
  repeatLatent,
  placeInBatch,
  scaleLatent,
  cutLatent,
  resizeLatent,
  schedule,
  writtenScheduleNode,
  cutScheduleNode,
  splitSchedule,
  firstSigma,
  applyControlNet,
  denoise,
  addNoise,
  denoiseStep,
  keepOutside,
  decodeLatent,
  decodeLayers,
  fitImage,
  resizeImage,
  scaleByFactor,
  scaleToSide,
  scaleToMegapixels,
  fitTrainedSize,
  fitMultiple,
  cropImage,
  padImage,
  compositeImage,
  pasteImage,
  placeImage,
  stitchImages,
  plainImage,
  joinTransparency,
  splitTransparency,
  invertImage,
  blurImage,
  turnImage,
  cannyEdges,
  smoothedEdges,
  batchImages,
  pickImage,
  pickImages,
  contactSheet,
  addText,
  imageToMask,
  colourToMask,
  maskToImage,
  blackOutNode,
  invertMask,
  growMask,
  blurMask,
  featherMask,
  thresholdMask,
  combineMasks,
  plainMask,
  cropMask,
  cropAroundMask,
  saveImage,
  previewImage,
  saveImages,
  previewImages,
  switchNode,
  foreignNode,
  reroute,
  ...primitives,
  joinTexts,
  replaceText,
  trimText,
  textLength,
  changeCase,
  previewText,
];
