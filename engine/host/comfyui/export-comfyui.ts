/** Gives a workflow away as ComfyUI's: the file of its editor, or the prompt that its server runs. */
import { comfyNodes } from '../../../nodes/comfyui/index.ts';
import type { Exported, ExportOptions } from '../../comfyui/export/exported.ts';
import { toFile } from '../../comfyui/export/to-file.ts';
import { toPrompt } from '../../comfyui/export/to-prompt.ts';
import { asciiJson, type ComfyTexts } from '../../comfyui/metadata.ts';
import type { Workflow } from '../../workflow/schema.ts';

/** `file`: its editor opens it. `prompt`: its server runs it. */
export type ComfyForm = 'file' | 'prompt';

/**
 * @param options the node types of ours, and a name for errors.
 * @returns the JSON of the file, and what is left to do in ComfyUI.
 * @throws WorkflowError naming each input that has no counterpart in ComfyUI, and what would do.
 */
export function exportComfyui(
  workflow: Workflow,
  form: ComfyForm,
  options: Omit<ExportOptions, 'theirs'>,
): Exported<string> {
  const write = form === 'prompt' ? toPrompt : toFile;
  const { file, issues } = write(workflow, { ...options, theirs: comfyNodes });
  return { file: `${JSON.stringify(file, null, 2)}\n`, issues };
}

/** What ComfyUI finds in a picture of a workflow. @throws WorkflowError as {@link exportComfyui} does. */
export function comfyTexts(workflow: Workflow, options: Omit<ExportOptions, 'theirs'>): ComfyTexts {
  const whole = { ...options, theirs: comfyNodes };
  return {
    prompt: asciiJson(toPrompt(workflow, whole).file),
    workflow: asciiJson(toFile(workflow, whole).file),
  };
}
