/** ComfyUI's folders of models, and the files in them: those that the nodes offer which read the folder. */
import type { NodeInfo } from '../../../comfyui/prompts.ts';

/** The nodes and inputs that offer a folder's files. Folders that no node here reads are empty. */
const READ_BY: Readonly<Record<string, readonly (readonly [node: string, input: string])[]>> = {
  checkpoints: [['CheckpointLoaderSimple', 'ckpt_name']],
  loras: [
    ['LoraLoaderModelOnly', 'lora_name'],
    ['LoraLoader', 'lora_name'],
  ],
  vae: [['VAELoader', 'vae_name']],
  text_encoders: [
    ['CLIPLoader', 'clip_name'],
    ['CLIPLoaderGGUF', 'clip_name'],
  ],
  diffusion_models: [
    ['UNETLoader', 'unet_name'],
    ['UnetLoaderGGUF', 'unet_name'],
  ],
  clip_vision: [],
  embeddings: [],
  controlnet: [['ControlNetLoader', 'control_net_name']],
  upscale_models: [],
  model_patches: [['ModelPatchLoader', 'name']],
};

export const MODEL_FOLDERS: readonly string[] = Object.keys(READ_BY);

/** Names that a loader offers beside files have no such ending. */
const FILE = /\.(?:safetensors|sft|gguf|ckpt|pt|pth|bin)$/i;

/** Sorted; undefined for a folder there is not. */
export function filesIn(
  infos: Readonly<Record<string, NodeInfo>>,
  folder: string,
): readonly string[] | undefined {
  if (!Object.hasOwn(READ_BY, folder)) return undefined;
  const names = (READ_BY[folder] ?? []).flatMap(([node, input]) => choicesOf(infos[node], input));
  return [...new Set(names)].filter((name) => FILE.test(name)).toSorted();
}

/** The choices of an input: a list in the place of its type, or options of the type `COMBO`. */
function choicesOf(info: NodeInfo | undefined, input: string): readonly string[] {
  const [type, options] = info?.input.required?.[input] ?? info?.input.optional?.[input] ?? [];
  const choices = Array.isArray(type) ? type : options?.['options'];
  return Array.isArray(choices) ? choices.filter((choice) => typeof choice === 'string') : [];
}
