/** The text encoder as a whole: token ids in, hidden states of the prompt out. */
import { assertNoneLeftOver } from '../../checkpoint/completeness.ts';
import type { ComponentFiles } from '../../checkpoint/component-files.ts';
import { applyLoras } from '../../checkpoint/lora/apply.ts';
import type { PreparedPlace } from '../../checkpoint/prepared/place.ts';
import { preparedSource } from '../../checkpoint/prepared/prepared-source.ts';
import type { StoredWeight } from '../../checkpoint/stored-weight.ts';
import { InferenceError } from '../../errors.ts';
import type { Device } from '../../onnx/devices/device.ts';
import { DEFAULT_DEVICE } from '../../onnx/devices/registry.ts';
import { SessionChain } from '../../onnx/chain/session-chain.ts';
import type { Tensors } from '../../onnx/session.ts';
import { strengthInputs } from '../../onnx/strengths.ts';
import { noPulse, type Pulse, pulseOfPart } from '../../pulse.ts';
import { float32, type Tensor, zeros } from '../../tensor.ts';
import type { LoadOptions, ModelPlan } from '../../onnx/model-plan.ts';
import { type Chunk, CHUNK_TOKENS, chunksOf } from './chunks.ts';
import type { TextEncoderConfig } from './config.ts';
import { embed, type EmbeddingOverrides, locateEmbedding } from './embedding.ts';
import { buildTextChain, cacheNames } from './graph.ts';
import { textLoraTarget } from './loras.ts';
import { openLanguageModel } from './open.ts';
import { mropeTable, textPositions, type TokenPositions } from './mrope.ts';

/** Additions of a prompt with images. */
export interface EncodeExtras {
  /** Positions of every token; default: those of plain text. */
  readonly positions?: TokenPositions;
  readonly embeds?: EmbeddingOverrides;
  /** Of the model's LoRAs, in their order; default: it has none. */
  readonly strengths?: readonly number[];
  /** Called after each group of layers; default: nobody follows. */
  readonly pulse?: Pulse;
}

export interface TextEncoderOptions extends LoadOptions {
  /** Most tokens of a prompt in one run; default 1024. Results agree to rounding. */
  readonly chunkTokens?: number;
}

export class TextEncoder {
  readonly config: TextEncoderConfig;
  readonly #session: SessionChain;
  readonly #table: StoredWeight;
  readonly #chunkTokens: number;

  private constructor(config: TextEncoderConfig, table: StoredWeight, session: SessionChain, chunkTokens: number) {
    this.config = config;
    this.#session = session;
    this.#table = table;
    this.#chunkTokens = chunkTokens;
  }

  /**
   * Opens a `text_encoder/` folder as published, or files: the language model of Qwen2.5-VL, without its vision tower
   * and head.
   * @throws InferenceError when files are missing or damaged, or weights do not fit the config.
   */
  static async plan(
    files: ComponentFiles,
    device: Device = DEFAULT_DEVICE,
    place?: PreparedPlace,
  ): Promise<ModelPlan<TextEncoder>> {
    const { config, weights: stored } = await openLanguageModel(files);
    const base = preparedSource(stored, place);
    const { weights, prepare } = await applyLoras(textLoraTarget(base), files.loras ?? [], place);
    const { table } = locateEmbedding(config, weights);
    const model = buildTextChain(config, weights, { device });
    assertNoneLeftOver(weights, ['model.layers.'], model.weightNames);
    return {
      prepared: [...model.prepared],
      memory: model.weightMemory,
      load: async (options: TextEncoderOptions) => {
        await prepare(options.onPrepared);
        const session = await SessionChain.create(model, options);
        return new TextEncoder(config, table, session, options.chunkTokens ?? CHUNK_TOKENS);
      },
    };
  }

  /** {@link plan}, then its weights. */
  static async load(dir: string, options: TextEncoderOptions): Promise<TextEncoder> {
    return (await TextEncoder.plan({ dir })).load(options);
  }

  /**
   * Last hidden states after the final norm, [tokenIds.length, width].
   * @param tokenIds the whole prompt, template included, unpadded.
   * @throws InferenceError `prompt-too-long` or `invalid-input`.
   */
  async encode(
    tokenIds: readonly number[],
    { positions = textPositions(tokenIds.length), embeds, strengths = [], pulse = noPulse }: EncodeExtras = {},
  ): Promise<Tensor<'float32'>> {
    this.#check(tokenIds, positions);
    const input = await embed(this.config, this.#table, tokenIds, embeds);
    const { width, heads } = this.config;
    const hidden = new Float32Array(input.data.length);
    const chunks = chunksOf(tokenIds.length, heads, this.#chunkTokens);
    const given = strengthInputs(this.#session, strengths);
    let past = this.#emptyCache();
    for (const [i, chunk] of chunks.entries()) {
      const isLast = chunk === chunks.at(-1);
      const outputs = await this.#session.run(
        { ...past, ...this.#chunkInputs(input, positions, chunk), ...given },
        {
          outputs: isLast ? ['hidden'] : ['hidden', ...this.#cacheNames('present')],
          pulse: pulseOfPart(pulse, i, chunks.length),
        },
      );
      hidden.set(outputs['hidden']?.data as Float32Array, chunk.from * width);
      past = pastOf(outputs);
    }
    return float32(hidden, [tokenIds.length, width]);
  }

  async release(): Promise<void> {
    await this.#session.release();
  }

  #cacheNames(kind: 'past' | 'present'): readonly string[] {
    return Array.from({ length: this.config.layers }, (_, layer) => cacheNames(kind, layer)).flat();
  }

  /** Keys and values of no token, each [1, kvHeads, 0, headDim]. */
  #emptyCache(): Tensors {
    const { kvHeads, headDim } = this.config;
    const empty = zeros([1, kvHeads, 0, headDim]);
    return Object.fromEntries(this.#cacheNames('past').map((name) => [name, empty]));
  }

  #chunkInputs(embeds: Tensor<'float32'>, positions: TokenPositions, { from, to }: Chunk): Tensors {
    const { width } = this.config;
    const rope = mropeTable(this.config, positions, from, to);
    return {
      'embeds': float32(embeds.data.slice(from * width, to * width), [to - from, width]),
      'rope.cos': rope.cos,
      'rope.sin': rope.sin,
      'last_index': { dtype: 'int32', dims: [1], data: Int32Array.of(to - 1) },
      'total': { dtype: 'int32', dims: [], data: Int32Array.of(to) },
    };
  }

  #check(tokenIds: readonly number[], positions: TokenPositions): void {
    const { length } = tokenIds;
    const { maxTokens } = this.config;
    if (length > maxTokens) {
      throw new InferenceError(
        'prompt-too-long',
        `The prompt has ${length} tokens; this checkpoint takes at most ${maxTokens}`,
        { field: 'tokenIds', expected: `at most ${maxTokens} tokens`, received: `${length} tokens` },
      );
    }
    if (length === 0 || positions.some((axis) => axis.length !== length)) {
      const received = `${length} tokens, positions of ${positions.map((axis) => axis.length).join(', ')}`;
      throw new InferenceError(
        'invalid-input',
        `Expected at least one token and a position on each axis for every token, received ${received}`,
        { field: length === 0 ? 'tokenIds' : 'positions', expected: 'equal lengths above 0', received },
      );
    }
  }
}

/** The cache that a chunk leaves, as the next chunk takes it. */
function pastOf({ hidden: _, ...cache }: Tensors): Tensors {
  return Object.fromEntries(Object.entries(cache).map(([name, value]) => [name.replace('present', 'past'), value]));
}
