/**
 * Layouts of the text encoder's tensor names. Graphs ask for `model.*` and `visual.*`, as the first checkpoints were
 * published. The language model's are in decoder/names.ts; those of the vision tower:
 * - transformers from 4.52 on: `model.visual.*`.
 * - llama.cpp: a file of its own with `v.blk.N.*` and `mm.*`. Its names are listed in `gguf-py/gguf/tensor_mapping.py`
 *   of ggml-org/llama.cpp.
 * - Files that hold a whole pipeline, as ComfyUI writes them: a prefix before the names of transformers.
 */
import { belowPrefix, type NameTable, translated } from '../../../checkpoint/layout/name-table.ts';
import { renamedSource, type WeightSource } from '../../../checkpoint/weight-source.ts';
import { LANGUAGE_NAMES } from '../../decoder/names.ts';

const PREFIXES = ['text_encoders.qwen25_7b.transformer.'] as const;

/** The patch embedding of llama.cpp is a kernel for each of the two frames: `visual.patch_embed.proj.N.weight`. */
const VISION: NameTable = [
  [/^model\.visual\./, 'visual.'],
  [/^v\.patch_embd\.weight$/, 'visual.patch_embed.proj.0.weight'],
  [/^v\.patch_embd\.weight\.1$/, 'visual.patch_embed.proj.1.weight'],
  [/^v\.blk\.(\d+)\.ln([12])\./, 'visual.blocks.$1.norm$2.'],
  [/^v\.blk\.(\d+)\.attn_(qkv|[qkv])\./, 'visual.blocks.$1.attn.$2.'],
  [/^v\.blk\.(\d+)\.attn_out\./, 'visual.blocks.$1.attn.proj.'],
  [/^v\.blk\.(\d+)\.ffn_(gate|up|down)\./, 'visual.blocks.$1.mlp.$2_proj.'],
  [/^v\.post_ln\./, 'visual.merger.ln_q.'],
  [/^mm\.([02])\./, 'visual.merger.mlp.$1.'],
];

/** The weights under the names that graphs ask for. */
export function textNames(source: WeightSource): WeightSource {
  return renamedSource(belowPrefix(source, PREFIXES), (stored) =>
    translated(VISION, translated(LANGUAGE_NAMES, stored)),
  );
}
