/** Of each workflow that ships: its category, and where models come from that no command gets. */
import type { TemplateCategory } from '../../protocol/index.ts';

export interface TemplateEntry {
  readonly category: TemplateCategory;
  /** Models that it was made for, by their published names. It runs with others, and does less. */
  readonly suits?: readonly string[];
}

/** In the order of lists. */
export const TEMPLATE_TABLE: Readonly<Record<string, TemplateEntry>> = {
  'text-to-image': { category: 'create' },
  'image-to-image': { category: 'create' },
  'text-to-image-by-ratio': { category: 'create' },
  'text-to-image-enhanced': { category: 'create' },
  'grid': { category: 'create' },
  'edit': { category: 'edit' },
  'edit-several': { category: 'edit' },
  'edit-in-turns': { category: 'edit' },
  'insert-object': { category: 'edit' },
  'remove-background': { category: 'edit', suits: ['Qwen-Image-2.1'] },
  'pose': { category: 'edit' },
  'inpaint': { category: 'repair' },
  'inpaint-detail': { category: 'repair' },
  'outpaint': { category: 'repair' },
  'controlnet-inpaint': { category: 'repair' },
  'controlnet': { category: 'control' },
  'control-lora': { category: 'control' },
  'lightning': { category: 'fast', suits: ['Qwen-Image', 'Qwen-Image-Lightning-8steps-V2.0-bf16'] },
  'turbo': { category: 'fast', suits: ['Qwen-Image-2.1-Turbo'] },
  'layered': { category: 'layers' },
};

/** Repositories on the Hub of models that `inkloom models get` does not know, by the name in the workflow. */
export const REPOSITORIES: Readonly<Record<string, string>> = {
  'Qwen-Image-ControlNet-Union': 'InstantX/Qwen-Image-ControlNet-Union',
  'Qwen-Image-ControlNet-Inpainting': 'InstantX/Qwen-Image-ControlNet-Inpainting',
  'qwen_image_union_diffsynth_lora.safetensors': 'Comfy-Org/Qwen-Image-DiffSynth-ControlNets',
};
