/**
 * Workflows in the pictures that ComfyUI saves, under two keywords: texts of a PNG, and texts in the Exif data of a
 * WebP or JPEG. Source: ComfyUI, nodes.py (SaveImage), comfy_api/latest/_ui.py (ImageSaveHelper).
 */
import { exactIntegers } from '../workflow/exact-integers.ts';
import { readExifTexts } from '../workflow/picture/exif-text.ts';
import { isPng } from '../workflow/picture/png-chunks.ts';
import { readPngTexts } from '../workflow/picture/png-text.ts';
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
