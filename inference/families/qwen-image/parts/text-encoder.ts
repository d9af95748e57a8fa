/** Facts of a text encoder by itself: its vision tower, its tokenizer, and how an instruction is put to it. */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import type { PromptTemplate } from '../../../text/prompt/prompt-template.ts';
import { isVisionTower, openLanguageModel, openTextWeights } from '../../../text/qwen2.5-vl/open.ts';
import { processorSchema } from '../../../text/qwen2.5-vl/vision/processor.ts';
import { bundledTokenizer } from '../../../text/tokenizer/bundled.ts';
import type { TextEncoderFacts } from '../../facts.ts';
import type { InstructionPictures, TextEncoderPart } from '../../parts.ts';
import { visionFileBeside } from './vision-file.ts';

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
  const { files, note } = await withVision(given);
  const { width } = (await openLanguageModel(files)).config;
  return {
    files,
    facts: { width, ...instructionFacts(TEMPLATES[pictures]), processor: processorSchema.parse({}) },
    tokenizer: await tokenizerOf(files.dir),
    ...(note === undefined ? {} : { note }),
  };
}

/** How instructions are put to the text encoder. @param template of the pipeline. */
export function instructionFacts(
  template: PromptTemplate['name'],
): Pick<TextEncoderFacts, 'templates' | 'pictureSide'> {
  return {
    // A checkpoint that was not made for editing gets the newer template.
    templates: { create: 'text-to-image', edit: template === 'edit' ? 'edit' : 'edit-plus' },
    pictureSide: PICTURE_SIDE[template],
  };
}

async function withVision(files: ComponentFiles): Promise<{ readonly files: ComponentFiles; readonly note?: string }> {
  if (files.companions || isVisionTower(await openTextWeights(files))) return { files };
  const { file, note } = await visionFileBeside(files.dir);
  if (file !== undefined) return { files: { ...files, companions: [file] } };
  return note === undefined ? { files } : { files, note };
}

/** That of the checkpoint for one of its folders, else the one that ships, which all published models have. */
async function tokenizerOf(dir: string): Promise<string> {
  const own = join(dirname(dir), 'tokenizer');
  const isFolder = await stat(dir).then((entry) => entry.isDirectory());
  const found = isFolder && (await stat(own).catch(() => undefined))?.isDirectory() === true;
  return found ? own : bundledTokenizer();
}
