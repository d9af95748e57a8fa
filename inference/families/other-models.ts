/**
 * Models that people keep beside those of the families here, told by tensors that no other model has: a refusal can say
 * what a file is. Sources of the names: `detect_unet_config` of ComfyUI, comfy/model_detection.py, and for ControlNets
 * comfy_extras/nodes_model_patch.py and the code of VideoX-Fun.
 */
import type { WeightSource } from '../checkpoint/weight-source.ts';

/** Ends of tensor names, behind any prefix, by model. The first model whose tensor occurs counts. */
const MARKS: readonly (readonly [model: string, tensor: string])[] = [
  ['a Fun ControlNet of Qwen-Image-2.1', 'control_blocks.0.img_mlp.out.weight'],
  ['a ControlNet of Z-Image', 'control_all_x_embedder.2-1.weight'],
  ['HunyuanVideo', 'txt_in.individual_token_refiner.blocks.0.norm1.weight'],
  ['Chroma', 'distilled_guidance_layer.norms.0.scale'],
  ['FLUX.2', 'double_stream_modulation_img.lin.weight'],
  ['FLUX', 'double_blocks.0.img_attn.norm.key_norm.scale'],
  ['Stable Diffusion 3', 'joint_blocks.0.context_block.attn.qkv.weight'],
  ['Stable Diffusion', 'input_blocks.0.0.weight'],
  ['Wan', 'blocks.0.self_attn.norm_k.weight'],
  ['LTX-Video', 'adaln_single.emb.timestep_embedder.linear_1.bias'],
  ['Lumina 2 or Z-Image', 'cap_embedder.1.weight'],
  ['the text encoder CLIP', 'text_model.encoder.layers.0.mlp.fc1.weight'],
  ['the text encoder T5', 'encoder.block.0.layer.0.SelfAttention.q.weight'],
];

/** The name of a model of another family; undefined for one that is not known at all. */
export function otherModel(weights: WeightSource): string | undefined {
  const names = [...weights.names()];
  return MARKS.find(([, tensor]) => names.some((name) => name === tensor || name.endsWith(`.${tensor}`)))?.[0];
}
