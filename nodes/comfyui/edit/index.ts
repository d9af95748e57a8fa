/** Prompts with pictures, and texts that the encoder writes. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { textEncodeQwenImage21 } from './text-encode-qwen-image-21.ts';
import { textEncodeQwenImageEditPlus } from './text-encode-qwen-image-edit-plus.ts';
import { textEncodeQwenImageEdit } from './text-encode-qwen-image-edit.ts';
import { textGenerate } from './text-generate.ts';

export const editNodes: readonly ComfyNode[] = [
  textEncodeQwenImage21,
  textEncodeQwenImageEditPlus,
  textEncodeQwenImageEdit,
  textGenerate,
];
