/** The text encoder as a whole: token ids in, hidden states of the prompt out. */
import type { ComponentFiles } from '../../checkpoint/component-files.ts';
import type { PreparedPlace } from '../../checkpoint/prepared/place.ts';
import type { Device } from '../../onnx/devices/device.ts';
import { DEFAULT_DEVICE } from '../../onnx/devices/registry.ts';
import type { ModelPlan } from '../../onnx/model-plan.ts';
import type { Tensor } from '../../tensor.ts';
import { type ContinueExtras, Decoder, type DecoderOptions, type EncodeExtras } from '../decoder/decoder.ts';
import type { TextEncoderConfig } from './config.ts';
import { textParts } from './graph.ts';
import { sectionAxes } from './mrope.ts';
import { openLanguageModel } from './open.ts';
import type { TextReader } from '../writing/text-reader.ts';

export class TextEncoder {
  readonly config: TextEncoderConfig;
  readonly #decoder: Decoder;

  private constructor(config: TextEncoderConfig, decoder: Decoder) {
    this.config = config;
    this.#decoder = decoder;
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
    const opened = await openLanguageModel(files);
    const { config } = opened;
    const kind = { parts: textParts(config), axes: sectionAxes(config.mropeSections) };
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
   * Last hidden states after the final norm, [tokenIds.length, width].
   * @param tokenIds the whole prompt, template included, unpadded.
   * @throws InferenceError `prompt-too-long` or `invalid-input`.
   */
  encode(tokenIds: readonly number[], extras?: EncodeExtras): Promise<Tensor<'float32'>> {
    return this.#decoder.hiddenStates(tokenIds, extras);
  }

  /** As {@link Decoder.continue}. */
  continue(tokenIds: readonly number[], extras?: ContinueExtras): TextReader {
    return this.#decoder.continue(tokenIds, extras);
  }

  async release(): Promise<void> {
    await this.#decoder.release();
  }
}
