/** Facts of a text encoder by itself: its vision tower, its tokenizer, and how an instruction is put to it. */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import type { TemplateName } from '../../../text/prompt/prompt-template.ts';
import { isVisionTower, openLanguageModel, openTextWeights } from '../../../text/qwen2.5-vl/open.ts';
import { processorSchema } from '../../../text/qwen2.5-vl/vision/processor.ts';
import { bundledTokenizer } from '../../../text/tokenizer/bundled.ts';
import type { TextEncoderFacts } from '../../facts.ts';
import type { InstructionPictures, TextEncoderPart } from '../../parts.ts';
import { tokenizerBeside } from '../../tokenizer-beside.ts';
import { withVisionFile } from '../../vision-file.ts';

/**
 * Side in pixels of the square whose area pictures are shown to the text encoder at.
 * Sources: the calls of `calculate_dimensions` in diffusers pipeline_qwenimage_edit.py, and `CONDITION_IMAGE_SIZE` in
 * pipeline_qwenimage_edit_plus.py.
 */
const PICTURE_SIDE = { 'edit': 1024, 'edit-plus': 384, 'text-to-image': 384 } as const;

/** Qwen-Image-Edit knows one picture; the models after it know several. */
const TEMPLATES = { one: 'edit', several: 'edit-plus' } as const;

/** @throws InferenceError when files are missing or damaged, or are no text encoder of the family. */
export async function openTextEncoderPart(
  given: ComponentFiles,
  pictures: InstructionPictures,
): Promise<TextEncoderPart> {
  const { files, note } = await withVisionFile(given, isVisionTower(await openTextWeights(given)));
  const { width } = (await openLanguageModel(files)).config;
  return {
    files,
    facts: { width, ...instructionFacts(TEMPLATES[pictures]), processor: processorSchema.parse({}) },
    tokenizer: await tokenizerBeside(files.dir, 'tokenizer', bundledTokenizer()),
    ...(note === undefined ? {} : { note }),
  };
}

/** How instructions are put to the text encoder. @param template of the pipeline. */
export function instructionFacts(template: TemplateName): Pick<TextEncoderFacts, 'templates' | 'pictureSide'> {
  return {
    // A checkpoint that was not made for editing gets the newer template.
    templates: {
      'create': 'text-to-image',
      'edit': template === 'edit' ? TEMPLATES.one : TEMPLATES.several,
      'edit-one': TEMPLATES.one,
      'edit-several': TEMPLATES.several,
    },
    pictureSide: PICTURE_SIDE[template],
  };
}
