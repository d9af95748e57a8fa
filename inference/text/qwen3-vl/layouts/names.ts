/**
 * Layouts of the text encoder's tensor names. Graphs ask for `model.*` and `visual.*`. The language model's are in
 * decoder/names.ts; those of the vision tower:
 * - transformers: `model.visual.*`. ComfyUI's files too, which shorten the language model's to `model.*`.
 * - llama.cpp: a file of its own with `v.blk.N.*`, `v.deepstack.N.*` and `mm.*`. Sources: `conversion/qwen3vl.py` and
 *   `gguf-py/gguf/tensor_mapping.py` of ggml-org/llama.cpp.
 * - Files that hold a whole pipeline, as ComfyUI writes them: a prefix before its names.
 */
import { belowPrefix, type NameTable, translated } from '../../../checkpoint/layout/name-table.ts';
import { renamedSource, type WeightSource } from '../../../checkpoint/weight-source.ts';
import { LANGUAGE_NAMES } from '../../decoder/names.ts';

const PREFIXES = ['text_encoders.qwen3vl_8b.transformer.'] as const;

/** The patch embedding of llama.cpp is a kernel for each of the two frames: `visual.patch_embed.proj.N.weight`. */
const VISION: NameTable = [
  [/^model\.visual\./, 'visual.'],
  [/^v\.patch_embd\.weight$/, 'visual.patch_embed.proj.0.weight'],
  [/^v\.patch_embd\.weight\.1$/, 'visual.patch_embed.proj.1.weight'],
  [/^v\.patch_embd\.bias$/, 'visual.patch_embed.proj.bias'],
  [/^v\.position_embd\./, 'visual.pos_embed.'],
  [/^v\.blk\.(\d+)\.ln([12])\./, 'visual.blocks.$1.norm$2.'],
  [/^v\.blk\.(\d+)\.attn_qkv\./, 'visual.blocks.$1.attn.qkv.'],
  [/^v\.blk\.(\d+)\.attn_out\./, 'visual.blocks.$1.attn.proj.'],
  [/^v\.blk\.(\d+)\.ffn_up\./, 'visual.blocks.$1.mlp.linear_fc1.'],
  [/^v\.blk\.(\d+)\.ffn_down\./, 'visual.blocks.$1.mlp.linear_fc2.'],
  [/^v\.post_ln\./, 'visual.merger.norm.'],
  [/^mm\.0\./, 'visual.merger.linear_fc1.'],
  [/^mm\.2\./, 'visual.merger.linear_fc2.'],
];

/** llama.cpp numbers mergers by the block after which they come, transformers from 0 on. */
const LLAMA_MERGER = /^v\.deepstack\.(\d+)\.(?:norm|fc[12])\./;

/** The weights under the names that graphs ask for. */
export function textNames(source: WeightSource): WeightSource {
  const stored = belowPrefix(source, PREFIXES);
  const mergers = mergerNames(stored);
  return renamedSource(stored, (name) => translated(VISION, translated(LANGUAGE_NAMES, translated(mergers, name))));
}

/** The same weights as ComfyUI's files name them. @param weights under the names that graphs ask for. */
export function comfyNames(weights: WeightSource): WeightSource {
  return renamedSource(weights, (name) => (name.startsWith('visual.') ? `model.${name}` : name));
}

function mergerNames(source: WeightSource): NameTable {
  const blocks = new Set([...source.names()].flatMap((name) => LLAMA_MERGER.exec(name)?.[1] ?? []).map(Number));
  return [...blocks]
    .toSorted((a, b) => a - b)
    .flatMap((block, level): NameTable => [
      [new RegExp(`^v\\.deepstack\\.${block}\\.norm\\.`), `visual.deepstack_merger_list.${level}.norm.`],
      [new RegExp(`^v\\.deepstack\\.${block}\\.fc`), `visual.deepstack_merger_list.${level}.linear_fc`],
    ]);
}
