/** Files for ComfyUI that hold the parts of a checkpoint that is published as a folder. */

export interface PublishedFiles {
  readonly transformer: string;
  readonly textEncoder: string;
  readonly vae: string;
}

/** In the repositories of Comfy-Org on Hugging Face, by the end of the folder's name. */
const TRANSFORMERS: Readonly<Record<string, string>> = {
  'qwen-image': 'qwen_image_bf16.safetensors',
  'qwen-image-2512': 'qwen_image_2512_bf16.safetensors',
  'qwen-image-edit': 'qwen_image_edit_bf16.safetensors',
  'qwen-image-edit-2509': 'qwen_image_edit_2509_bf16.safetensors',
  'qwen-image-edit-2511': 'qwen_image_edit_2511_bf16.safetensors',
  'qwen-image-layered': 'qwen_image_layered_bf16.safetensors',
};

/** @param folder name of the checkpoint; for one that nobody published, files of its name. */
export function publishedFiles(folder: string): PublishedFiles {
  const name = folder.split('/').at(-1) ?? folder;
  const known = TRANSFORMERS[name.toLowerCase()];
  const isLayered = name.toLowerCase() === 'qwen-image-layered';
  return {
    transformer: known ?? `${name}.safetensors`,
    textEncoder: 'qwen_2.5_vl_7b.safetensors',
    vae: isLayered ? 'qwen_image_layered_vae.safetensors' : 'qwen_image_vae.safetensors',
  };
}
