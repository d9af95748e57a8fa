/** Facts of a text encoder by itself: its vision tower, its tokenizer, and how a prompt is put to it. */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { openLanguageModel, openTextWeights } from '../../../text/qwen3-vl/open.ts';
import { isVisionTower } from '../../../text/qwen3-vl/vision/derive.ts';
import { processorSchema } from '../../../text/qwen3-vl/vision/processor.ts';
import { bundledTokenizer } from '../../../text/tokenizer/bundled.ts';
import type { TextEncoderFacts } from '../../facts.ts';
import type { TextEncoderPart } from '../../parts.ts';
import { tokenizerBeside } from '../../tokenizer-beside.ts';
import { withVisionFile } from '../../vision-file.ts';
import { template } from '../prompt-template.ts';

/** Side in pixels of the square whose area pictures have: `output_resolution` of diffusers pipeline_qwenimage21.py. */
const PICTURE_SIDE = 1024;

/** @throws InferenceError when files are missing or damaged, or are no text encoder of the family. */
export async function openTextEncoderPart(given: ComponentFiles): Promise<TextEncoderPart> {
  const { files, note } = await withVisionFile(given, isVisionTower(await openTextWeights(given)));
  const { width } = (await openLanguageModel(files)).config;
  return {
    files,
    facts: { width, ...promptFacts, processor: processorSchema.parse({}) },
    tokenizer: await tokenizerBeside(files.dir, 'processor', bundledTokenizer('qwen3-vl')),
    ...(note === undefined ? {} : { note }),
  };
}

/** How prompts and pictures are put to the text encoder. */
export const promptFacts: Pick<TextEncoderFacts, 'templates' | 'pictureSide' | 'readsFittedPictures'> = {
  templates: { create: template.name, edit: template.name },
  pictureSide: PICTURE_SIDE,
  readsFittedPictures: true,
};
