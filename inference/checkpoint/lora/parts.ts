/**
 * Names of the tensors of LoRA files: each is the name of a module and an ending that says what the tensor is to it.
 * Sources: `comfy/weight_adapter/*.py` and `comfy/lora.py` of ComfyUI; `lora_conversion_utils.py` of diffusers;
 * `peft/utils/save_and_load.py`; `lycoris/modules` of LyCORIS.
 */

/** Every ending by the part it names. In PEFT's names an adapter's own name may stand before `.weight`. */
const ENDINGS = {
  down: /(?:\.lora_(?:A|down)(?:\.[^.]+)?\.weight|\.lora_A|[._]lora\.down\.weight|\.lora_linear_layer\.down\.weight)$/,
  up: /(?:\.lora_(?:B|up)(?:\.[^.]+)?\.weight|\.lora_B|[._]lora\.up\.weight|\.lora_linear_layer\.up\.weight)$/,
  alpha: /\.alpha$/,
  doraScale: /\.dora_scale$/,
  magnitude: /\.lora_magnitude_vector(?:(?:\.[^.]+)?\.weight|\.[^.]+)?$/,
  w1: /\.lokr_w1$/,
  w1a: /\.lokr_w1_a$/,
  w1b: /\.lokr_w1_b$/,
  w2: /\.lokr_w2$/,
  w2a: /\.lokr_w2_a$/,
  w2b: /\.lokr_w2_b$/,
  t2: /\.lokr_t2$/,
  h1a: /\.hada_w1_a$/,
  h1b: /\.hada_w1_b$/,
  h2a: /\.hada_w2_a$/,
  h2b: /\.hada_w2_b$/,
  ht1: /\.hada_t1$/,
  ht2: /\.hada_t2$/,
  diff: /\.(?:diff|w_norm)$/,
  diffBias: /\.(?:diff_b|b_norm)$/,
  set: /\.set_weight$/,
} as const satisfies Readonly<Record<string, RegExp>>;

export type Part = keyof typeof ENDINGS;

/** Endings of kinds of adapters that cannot be applied, and the names of those kinds. */
const REFUSED: readonly (readonly [ending: RegExp, kind: string])[] = [
  [/\.reshape_weight$/, 'weights of another shape (reshape_weight)'],
  [/\.[ab][12]\.weight$/, 'GLoRA'],
  [/\.(?:oft_blocks|oft_diag|oft_R(?:\.[^.]+)?\.weight)$/, 'OFT or BOFT'],
  [/\.boft_[RsPo](?:\.[^.]+)?(?:\.weight)?$/, 'BOFT'],
  [/\.lora_mid\.weight$/, 'a Tucker decomposition of convolutions (lora_mid)'],
  [/\.lora_(?:B|up)(?:\.[^.]+)?\.bias$/, 'LoRA with biases (lora_B.bias)'],
  [/\.lora_embedding_[AB](?:\.[^.]+)?$/, 'LoRA of embeddings'],
  [/\.vera_lambda_[bd](?:\.[^.]+)?$/, 'VeRA'],
  [/\.ia3_l(?:\.[^.]+)?(?:\.weight)?$/, 'IA3'],
];

export interface NamedPart {
  /** The module as the file names it, prefix included. */
  readonly module: string;
  readonly part: Part;
}

/** The module and part of a tensor; undefined for a name that has no known ending. */
export function partOf(tensor: string): NamedPart | undefined {
  for (const [part, ending] of Object.entries(ENDINGS)) {
    const match = ending.exec(tensor);
    if (match) return { module: tensor.slice(0, match.index), part: part as Part };
  }
  return undefined;
}

/** The kind of adapter a tensor belongs to, if it is one that cannot be applied. */
export function refusedKind(tensor: string): string | undefined {
  return REFUSED.find(([ending]) => ending.test(tensor))?.[1];
}
