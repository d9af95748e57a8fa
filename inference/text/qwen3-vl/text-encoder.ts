/** The text encoder as a whole: token ids in, hidden states of the prompt out. */
import type { ComponentFiles } from '../../checkpoint/component-files.ts';
import type { PreparedPlace } from '../../checkpoint/prepared/place.ts';
import type { Device } from '../../onnx/devices/device.ts';
import { DEFAULT_DEVICE } from '../../onnx/devices/registry.ts';
import type { ModelPlan } from '../../onnx/model-plan.ts';
import type { Tensors } from '../../onnx/session.ts';
import { type Tensor, zeros } from '../../tensor.ts';
import type { Chunk } from '../decoder/chunks.ts';
import { Decoder, type DecoderOptions, type EncodeExtras } from '../decoder/decoder.ts';
import type { EmbeddingOverrides } from '../decoder/embedding.ts';
import type { TextEncoderConfig } from './config.ts';
import { featuresOf, splitColumns } from './features.ts';
import { deepstackName, textParts } from './graph.ts';
import { interleavedAxes } from './mrope.ts';
import { openLanguageModel } from './open.ts';

export class TextEncoder {
  readonly config: TextEncoderConfig;
  readonly #decoder: Decoder;

  private constructor(config: TextEncoderConfig, decoder: Decoder) {
    this.config = config;
    this.#decoder = decoder;
  }

  /**
   * Opens a `text_encoder/` folder as published, or files: the language model of Qwen3-VL, without its vision tower,
   * final norm and head.
   * @throws InferenceError when files are missing or damaged, or weights do not fit the config.
   */
  static async plan(
    files: ComponentFiles,
    device: Device = DEFAULT_DEVICE,
    place?: PreparedPlace,
  ): Promise<ModelPlan<TextEncoder>> {
    const opened = await openLanguageModel(files);
    const { config } = opened;
    const kind = { parts: textParts(config), axes: interleavedAxes(config.mropeSections) };
    const plan = await Decoder.plan(kind, opened, files, device, place);
    return {
      ...plan,
      load: async (options: DecoderOptions) => new TextEncoder(config, await plan.load(options)),
    };
  }

  /** {@link plan}, then its weights. */
  static async load(dir: string, options: DecoderOptions): Promise<TextEncoder> {
    return (await TextEncoder.plan({ dir })).load(options);
  }

  /**
   * Hidden states of the last layer before the final norm, [tokenIds.length, width].
   * @param tokenIds the whole prompt, template included, unpadded.
   * @param extras `embeds.values` are rows of the vision tower, [positions, (1 + deepstackLevels) * width].
   * @throws InferenceError `prompt-too-long` or `invalid-input`.
   */
  async encode(tokenIds: readonly number[], extras: EncodeExtras = {}): Promise<Tensor<'float32'>> {
    const { embeds, ...others } = extras;
    const { width, deepstackLevels } = this.config;
    if (!embeds) return this.#decoder.hiddenStates(tokenIds, others, (chunk) => this.#featureInputs([], [], chunk));
    const { positions } = embeds;
    const [values, ...levels] = splitColumns(embeds.values, 1 + deepstackLevels, width);
    const replaced: EmbeddingOverrides = { positions, values: values as Tensor<'float32'> };
    return this.#decoder.hiddenStates(tokenIds, { ...others, embeds: replaced }, (chunk) =>
      this.#featureInputs(positions, levels, chunk),
    );
  }

  async release(): Promise<void> {
    await this.#decoder.release();
  }

  #featureInputs(positions: readonly number[], levels: readonly Tensor<'float32'>[], { from, to }: Chunk): Tensors {
    const { width, deepstackLevels } = this.config;
    const inputs = Array.from({ length: deepstackLevels }, (_, level) => {
      const features = featuresOf(positions, levels[level] ?? zeros([0, width]), width, from, to);
      return [deepstackName(level), features] as const;
    });
    return Object.fromEntries(inputs);
  }
}
