/** The text encoder as a whole: token ids in, hidden states of the prompt out, or of a text token by token. */
import type { ComponentFiles } from '../../checkpoint/component-files.ts';
import type { PreparedPlace } from '../../checkpoint/prepared/place.ts';
import type { Device } from '../../onnx/devices/device.ts';
import { DEFAULT_DEVICE } from '../../onnx/devices/registry.ts';
import type { ModelPlan } from '../../onnx/model-plan.ts';
import type { Tensors } from '../../onnx/session.ts';
import { type Tensor, zeros } from '../../tensor.ts';
import type { Chunk } from '../decoder/chunks.ts';
import { type ContinueExtras, Decoder, type DecoderOptions, type EncodeExtras } from '../decoder/decoder.ts';
import type { EmbeddingOverrides } from '../decoder/embedding.ts';
import type { TextReader } from '../writing/text-reader.ts';
import type { TextEncoderConfig } from './config.ts';
import { featuresOf, splitColumns } from './features.ts';
import { deepstackName, textParts } from './graph.ts';
import { interleavedAxes } from './mrope.ts';
import { openLanguageModel } from './open.ts';

/** Features of no token. */
const NONE = zeros([0, 1]);

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
    const { embeds, chunkInputs } = this.#pictures(extras.embeds);
    return this.#decoder.hiddenStates(tokenIds, { ...extras, ...embeds }, chunkInputs);
  }

  /**
   * As {@link Decoder.continue}; the hidden states are those before the final norm.
   * @param extras as of {@link encode}.
   */
  continue(tokenIds: readonly number[], extras: ContinueExtras = {}): TextReader {
    const { embeds, chunkInputs } = this.#pictures(extras.embeds);
    return this.#decoder.continue(tokenIds, { ...extras, ...embeds }, chunkInputs);
  }

  async release(): Promise<void> {
    await this.#decoder.release();
  }

  /** Rows of pictures as the layers take them: embeddings, and features after the first layers. */
  #pictures(rows: EmbeddingOverrides | undefined): {
    readonly embeds: Pick<EncodeExtras, 'embeds'>;
    readonly chunkInputs: (chunk: Chunk) => Tensors;
  } {
    const { width, deepstackLevels } = this.config;
    const names = Array.from({ length: deepstackLevels }, (_, level) => deepstackName(level));
    const positions = rows?.positions ?? [];
    const [values, ...levels] = rows ? splitColumns(rows.values, 1 + deepstackLevels, width) : [];
    return {
      embeds: values ? { embeds: { positions, values } } : {},
      chunkInputs: ({ from, to }) => {
        const features = names.map((_, level) => featuresOf(positions, levels[level] ?? NONE, width, from, to));
        return Object.fromEntries(names.map((name, level) => [name, features[level] as Tensor<'float32'>]));
      },
    };
  }
}
