/**
 * Workflows in the pictures that ComfyUI saves, under two keywords: texts of a PNG, and texts in the Exif data of a
 * WebP or JPEG. Source: ComfyUI, nodes.py (SaveImage), comfy_api/latest/_ui.py (ImageSaveHelper).
 */
import { exactIntegers } from '../workflow/exact-integers.ts';
import { readExifTexts } from '../workflow/picture/exif-text.ts';
import { isPng } from '../workflow/picture/png-chunks.ts';
import { readPngTexts, writePngAscii } from '../workflow/picture/png-text.ts';
import { TextDamaged, TextTooLarge } from '../workflow/picture/text-limit.ts';

/** What is JSON of the texts `workflow` and `prompt`. A text that is too large or damaged does not hide the other. */
export function comfyJsonIn(bytes: Uint8Array): readonly unknown[] {
  return ['workflow', 'prompt'].flatMap((keyword) => jsonOf(textOf(bytes, keyword)));
}

function textOf(picture: Uint8Array, keyword: string): string | undefined {
  try {
    const read = isPng(picture) ? readPngTexts : readExifTexts;
    return read(picture, [keyword]).get(keyword);
  } catch (error) {
    if (error instanceof TextTooLarge || error instanceof TextDamaged) return undefined;
    throw error;
  }
}

/** Python writes NaN and Infinity into JSON, which stand for no value here, and seeds that a number cannot hold. */
function jsonOf(text: string | undefined): readonly unknown[] {
  try {
    return text === undefined
      ? []
      : [JSON.parse(exactIntegers(text).replaceAll(/(?<=[[:,]\s*)-?(?:NaN|Infinity)(?=\s*[,}\]])/g, 'null'))];
  } catch {
    return [];
  }
}

/** The two texts that ComfyUI writes into a PNG: what ran, and the file that its editor opens. Both as ASCII. */
export interface ComfyTexts {
  readonly prompt: string;
  /** Undefined for a prompt that no editor sent. */
  readonly workflow?: string | undefined;
}

/** @param json of a workflow of theirs. @returns ASCII, as Python writes it. */
export function asciiJson(json: unknown): string {
  return JSON.stringify(json).replaceAll(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The picture with the texts inside; a picture that is not a PNG as it is. */
export function withComfyTexts(picture: Uint8Array, { prompt, workflow }: ComfyTexts): Uint8Array {
  if (!isPng(picture)) return picture;
  const withWorkflow = workflow === undefined ? picture : writePngAscii(picture, 'workflow', workflow);
  return writePngAscii(withWorkflow, 'prompt', prompt);
}
