/** Formats that are recognised but not read, so that the refusal can name them. */
import { readPngTexts } from '../picture/png-text.ts';
import { TextDamaged, TextTooLarge } from '../picture/text-limit.ts';
import type { ImportFile } from './importer.ts';
import { isRecord } from './is-record.ts';

/**
 * @returns the files the format is for, in the plural, such as `ComfyUI workflows`; undefined when nothing is
 * recognised.
 */
export function unsupportedFormat(file: ImportFile): string | undefined {
  return isComfyWorkflow(file.json) || isComfyPicture(file.bytes) ? 'ComfyUI workflows' : undefined;
}

/**
 * Both forms of ComfyUI: the one its editor saves has lists of nodes and links, the one its server runs has nodes with
 * a `class_type` by id.
 * Source: ComfyUI, server.py and execution.py (prompts); ComfyUI_frontend, src/schemas/comfyWorkflowSchema.ts (saved
 * files).
 */
function isComfyWorkflow(json: unknown): boolean {
  if (!isRecord(json)) return false;
  const { nodes, links } = json;
  if (Array.isArray(nodes) && Array.isArray(links)) return true;
  return Object.values(json).some((node) => isRecord(node) && typeof node['class_type'] === 'string');
}

/** ComfyUI writes both forms into its PNGs, under two keywords. Source: ComfyUI, nodes.py, SaveImage. */
function isComfyPicture(bytes: Uint8Array): boolean {
  // Each by itself, so that one that is too large does not hide the other.
  return ['workflow', 'prompt'].some((keyword) => isComfyWorkflow(jsonOrUndefined(textOf(bytes, keyword))));
}

/** Undefined also for a text that is too large or damaged. */
function textOf(png: Uint8Array, keyword: string): string | undefined {
  try {
    return readPngTexts(png, [keyword]).get(keyword);
  } catch (error) {
    if (error instanceof TextTooLarge || error instanceof TextDamaged) return undefined;
    throw error;
  }
}

function jsonOrUndefined(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
