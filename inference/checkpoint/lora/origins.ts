/**
 * Tells by the names and sizes in a LoRA file which model it was made for, to say so when it fits none of the modules.
 * Sources: `comfy/lora.py` and `comfy/model_detection.py` of ComfyUI, and the model classes of diffusers.
 */
import type { WeightSource } from '../weight-source.ts';
import type { LoraFile } from './lora-file.ts';

/** Names that one architecture has and the others lack. The first that fits counts. */
const NAMES: readonly (readonly [modules: RegExp, model: string])[] = [
  [/lora_te2_|down_blocks|up_blocks|mid_block|(?:input|middle|output)_blocks?[._]/, 'Stable Diffusion 1, 2 or XL'],
  [/double_stream_blocks|single_stream_blocks/, 'HiDream'],
  [/double_blocks|single_blocks|single_transformer_blocks/, 'FLUX, Chroma or HunyuanVideo'],
  [/joint_blocks|joint_transformer_blocks/, 'Stable Diffusion 3'],
  [/(?:^|[._])blocks[._]\d+[._](?:self_attn|cross_attn)/, 'Wan'],
  [/noise_refiner|context_refiner|(?:^|[._])layers[._]\d+[._](?:attention|feed_forward)/, 'Z-Image or Lumina'],
  [/transformer_blocks[._]\d+[._]attn[12][._]/, 'LTX-Video or PixArt'],
  [/transformer_blocks[._]\d+[._]img_mlp[._](?:proj|gate_layer|out)$/, 'Qwen-Image-2.1 (4096 wide)'],
  [/transformer_blocks[._]\d+[._](?:attn[._]add_[qkv]_proj|txt_mlp)/, 'Qwen-Image or Qwen-Image-Edit (3072 wide)'],
  [/layers[._]\d+[._](?:self_attn|mlp)[._]/, 'a text encoder or language model'],
];

/** Widths of the models whose modules have the same names. */
const WIDTHS: ReadonlyMap<number, string> = new Map([
  [3072, 'Qwen-Image or Qwen-Image-Edit (3072 wide)'],
  [4096, 'Qwen-Image-2.1 (4096 wide)'],
]);
/** The width in the names of {@link NAMES}, which is a guess where no width is known. */
const GUESSED_WIDTH = / \(\d+ wide\)$/;
const QUERY = /transformer_blocks[._]\d+[._]attn[._]to_q(?:\.weight)?$/;

/** Name of the model, to complete "made for ..."; undefined for names that are not known. */
export function originOf({ modules }: Pick<LoraFile, 'modules'>): string | undefined {
  for (const [pattern, model] of NAMES) for (const module of modules.keys()) if (pattern.test(module)) return model;
  return undefined;
}

/** The models that a file was made for, without their widths, by the width of its blocks and else by its names. */
export function originByNames(file: Pick<LoraFile, 'modules'>): string | undefined {
  const [query] = [...file.modules].filter(([module]) => QUERY.test(module));
  const known = WIDTHS.get(query?.[1].down?.shape[1] ?? 0) ?? originOf(file);
  return known?.replace(GUESSED_WIDTH, '');
}

/** The model by the width that its blocks read; undefined for that of these weights, and for that of no known model. */
export function originByWidth({ modules }: Pick<LoraFile, 'modules'>, weights: WeightSource): string | undefined {
  const query = [...weights.names()].find((name) => QUERY.test(name)) ?? '';
  const own = weights.get(query)?.shape[1];
  for (const [module, { down }] of modules) {
    const width = down?.shape[1];
    if (QUERY.test(module) && width !== undefined) return width === own ? undefined : WIDTHS.get(width);
  }
  return undefined;
}
