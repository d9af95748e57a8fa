/** The layers of a language model in memory: token ids in, hidden states of the prompt or of further tokens out. */
import { assertNoneLeftOver } from '../../checkpoint/completeness.ts';
import type { ComponentFiles } from '../../checkpoint/component-files.ts';
import type { Configured } from '../../checkpoint/layout/derive.ts';
import { applyLoras } from '../../checkpoint/lora/apply.ts';
import type { PreparedPlace } from '../../checkpoint/prepared/place.ts';
import { preparedSource } from '../../checkpoint/prepared/prepared-source.ts';
import type { StoredWeight } from '../../checkpoint/stored-weight.ts';
import { buildChain } from '../../onnx/chain/build-chain.ts';
import type { ModelParts } from '../../onnx/chain/model-parts.ts';
import { SessionChain } from '../../onnx/chain/session-chain.ts';
import type { Device } from '../../onnx/devices/device.ts';
import type { LoadOptions, ModelPlan } from '../../onnx/model-plan.ts';
import type { Tensors } from '../../onnx/session.ts';
import { strengthInputs } from '../../onnx/strengths.ts';
import type { Value } from '../../onnx/value.ts';
import { noPulse, type Pulse, pulseOfPart } from '../../pulse.ts';
import { float32, type Tensor } from '../../tensor.ts';
import { checkPrompt } from './check-prompt.ts';
import { type Chunk, CHUNK_TOKENS, chunksOf } from './chunks.ts';
import type { DecoderConfig } from './decoder-config.ts';
import { embed, type EmbeddingOverrides, locateEmbedding } from './embedding.ts';
import { textLoraTarget } from './loras.ts';
import { mropeTable, type PairAxes } from './mrope.ts';
import { nextPosition, textPositions, type TokenPositions } from './positions.ts';
import { type Beginning, isKept, isSameBeginning, type PromptHead } from './prompt-head.ts';
import { Reading, type TokenRows } from './reading.ts';
import type { TextReader } from '../writing/text-reader.ts';

/** Additions of a prompt with images. */
export interface EncodeExtras {
  /** Positions of every token; default: those of plain text. */
  readonly positions?: TokenPositions;
  readonly embeds?: EmbeddingOverrides;
  /**
   * Tokens at the beginning that other prompts share; default 0. They are read by themselves, and kept for the next
   * prompt that begins with them: its hidden states are the same to the bit as if it were the first.
   */
  readonly head?: number;
  /** Of the model's LoRAs, in their order; default: it has none. */
  readonly strengths?: readonly number[];
  /** Called after each group of layers; default: nobody follows. */
  readonly pulse?: Pulse;
}

/** Of a prompt that is continued. */
export type ContinueExtras = Pick<EncodeExtras, 'positions' | 'embeds' | 'strengths'>;

export interface DecoderOptions extends LoadOptions {
  /** Most tokens of a prompt in one run; default 1024. Results agree to rounding. */
  readonly chunkTokens?: number;
}

/** How a model is built from its config. */
export interface DecoderKind {
  /** With the output `hidden` [tokens, width]. */
  readonly parts: ModelParts<{ readonly x: Value }>;
  readonly axes: PairAxes;
}

export class Decoder {
  readonly config: DecoderConfig;
  readonly #axes: PairAxes;
  readonly #session: SessionChain;
  readonly #table: StoredWeight;
  readonly #chunkTokens: number;
  /** The beginning that was read last. */
  #head: PromptHead | undefined;

  private constructor(
    config: DecoderConfig,
    axes: PairAxes,
    table: StoredWeight,
    session: SessionChain,
    chunkTokens: number,
  ) {
    this.config = config;
    this.#axes = axes;
    this.#session = session;
    this.#table = table;
    this.#chunkTokens = chunkTokens;
  }

  /**
   * Plans the layers and the embedding of a language model, without its head.
   * @param opened weights in the names that graphs ask for.
   * @param files for their LoRAs.
   * @throws InferenceError when weights do not fit the config.
   */
  static async plan(
    { parts, axes }: DecoderKind,
    { config, weights: stored }: Configured<DecoderConfig>,
    { loras = [] }: ComponentFiles,
    device: Device,
    place: PreparedPlace | undefined,
  ): Promise<ModelPlan<Decoder>> {
    const { weights, prepare } = await applyLoras(textLoraTarget(preparedSource(stored, place)), loras, place);
    const { table } = locateEmbedding(config, weights);
    const model = buildChain(parts, weights, { device });
    assertNoneLeftOver(weights, ['model.layers.'], model.weightNames);
    return {
      prepared: [...model.prepared],
      memory: model.weightMemory,
      load: async (options: DecoderOptions) => {
        await prepare(options.onPrepared);
        const session = await SessionChain.create(model, options);
        return new Decoder(config, axes, table, session, options.chunkTokens ?? CHUNK_TOKENS);
      },
    };
  }

  /**
   * The output `hidden` for every token, [tokenIds.length, width].
   * @param tokenIds the whole prompt, template included, unpadded.
   * @param chunkInputs inputs of a chunk that only this model's layers take.
   * @throws InferenceError `prompt-too-long` or `invalid-input`.
   */
  async hiddenStates(
    tokenIds: readonly number[],
    {
      positions = textPositions(tokenIds.length),
      embeds,
      head = 0,
      strengths = [],
      pulse = noPulse,
    }: EncodeExtras = {},
    chunkInputs: (chunk: Chunk) => Tensors = () => ({}),
  ): Promise<Tensor<'float32'>> {
    checkPrompt(tokenIds, positions, this.config.maxTokens);
    const input = await embed(this.config, this.#table, tokenIds, embeds);
    const { width, heads } = this.config;
    const hidden = new Float32Array(input.data.length);
    const rowsOf = (chunk: Chunk): TokenRows => ({
      ...this.#rows(input, positions, chunk),
      others: chunkInputs(chunk),
    });
    const first = chunksOf(head, heads, this.#chunkTokens);
    const beginning = { rows: first.map(rowsOf), given: strengthInputs(this.#session, strengths) };
    const known = this.#known(beginning);
    hidden.set(known?.hidden ?? []);
    const reading = new Reading(
      this.config,
      this.#session,
      beginning.given,
      known && { past: known.past, tokens: head },
    );
    const chunks = [...(known ? [] : first), ...chunksOf(tokenIds.length, heads, this.#chunkTokens, head)];
    for (const [i, chunk] of chunks.entries()) {
      const continues = chunk !== chunks.at(-1);
      const read = await reading.read(rowsOf(chunk), { continues, pulse: pulseOfPart(pulse, i, chunks.length) });
      hidden.set(read, chunk.from * width);
      if (continues && chunk === first.at(-1)) {
        this.#keep({ ...beginning, hidden: hidden.slice(0, head * width), past: reading.past });
      }
    }
    return float32(hidden, [tokenIds.length, width]);
  }

  /**
   * A prompt that is read in order to be continued: each further token attends to all before it.
   * @param tokenIds the whole prompt, template included, unpadded.
   * @param chunkInputs as of {@link hiddenStates}, for the tokens after the prompt too.
   * @throws InferenceError `prompt-too-long` or `invalid-input`.
   */
  continue(
    tokenIds: readonly number[],
    { positions = textPositions(tokenIds.length), embeds, strengths = [] }: ContinueExtras = {},
    chunkInputs: (chunk: Chunk) => Tensors = () => ({}),
  ): TextReader {
    checkPrompt(tokenIds, positions, this.config.maxTokens);
    const { width, heads } = this.config;
    const reading = new Reading(this.config, this.#session, strengthInputs(this.#session, strengths));
    const lastOf = (states: Float32Array): Tensor<'float32'> => float32(states.slice(-width), [1, width]);
    const ahead = nextPosition(positions) - tokenIds.length;
    let count = tokenIds.length;
    return {
      readPrompt: async (pulse) => {
        const input = await embed(this.config, this.#table, tokenIds, embeds);
        const chunks = chunksOf(tokenIds.length, heads, this.#chunkTokens);
        let states: Float32Array = new Float32Array(0);
        for (const [i, chunk] of chunks.entries()) {
          const rows = { ...this.#rows(input, positions, chunk), others: chunkInputs(chunk) };
          states = await reading.read(rows, { continues: true, pulse: pulseOfPart(pulse, i, chunks.length) });
        }
        return lastOf(states);
      },
      readToken: async (token, pulse) => {
        const input = await embed(this.config, this.#table, [token]);
        const position = [count + ahead];
        const rows = this.#rows(input, [position, position, position], { from: 0, to: 1 });
        const others = chunkInputs({ from: count, to: (count += 1) });
        return lastOf(await reading.read({ ...rows, others }, { continues: true, pulse }));
      },
    };
  }

  async release(): Promise<void> {
    this.#head = undefined;
    await this.#session.release();
  }

  #rows(embeds: Tensor<'float32'>, positions: TokenPositions, { from, to }: Chunk): Omit<TokenRows, 'others'> {
    const { width } = this.config;
    return {
      embeds: float32(embeds.data.slice(from * width, to * width), [to - from, width]),
      rope: mropeTable(this.config, this.#axes, positions, from, to),
    };
  }

  #known(beginning: Beginning): PromptHead | undefined {
    const isKnown = this.#head && beginning.rows.length > 0 && isSameBeginning(this.#head, beginning);
    return isKnown ? this.#head : undefined;
  }

  #keep(head: PromptHead): void {
    this.#head = isKept(head) ? head : undefined;
  }
}
