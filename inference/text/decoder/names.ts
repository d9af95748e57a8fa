/**
 * Layouts of the tensor names of language models. Graphs ask for `model.*`, as the first checkpoints were published.
 * - transformers from 4.52 on: `model.language_model.*`.
 * - llama.cpp: `blk.N.*`, `token_embd`, `output`. Its names are listed in `gguf-py/gguf/tensor_mapping.py` of
 *   ggml-org/llama.cpp.
 */
import type { NameTable } from '../../checkpoint/layout/name-table.ts';

export const LANGUAGE_NAMES: NameTable = [
  [/^(?:model\.language_model|language_model\.model)\./, 'model.'],
  [/^language_model\.lm_head\./, 'lm_head.'],
  [/^token_embd\./, 'model.embed_tokens.'],
  [/^output_norm\./, 'model.norm.'],
  [/^output\./, 'lm_head.'],
  [/^blk\.(\d+)\.attn_norm\./, 'model.layers.$1.input_layernorm.'],
  [/^blk\.(\d+)\.ffn_norm\./, 'model.layers.$1.post_attention_layernorm.'],
  [/^blk\.(\d+)\.attn_([qk])_norm\./, 'model.layers.$1.self_attn.$2_norm.'],
  [/^blk\.(\d+)\.attn_([qkv])\./, 'model.layers.$1.self_attn.$2_proj.'],
  [/^blk\.(\d+)\.attn_output\./, 'model.layers.$1.self_attn.o_proj.'],
  [/^blk\.(\d+)\.ffn_(gate|up|down)\./, 'model.layers.$1.mlp.$2_proj.'],
];
