/**
 * The language head: the last layer of a language model, which scores every token of the vocabulary as the next one.
 * Encoding a prompt needs none, so the head is a component of its own, loaded when something is written.
 */
import type { ComponentFiles } from '../../checkpoint/component-files.ts';
import { applyLoras } from '../../checkpoint/lora/apply.ts';
import type { PreparedPlace } from '../../checkpoint/prepared/place.ts';
import { preparedSource } from '../../checkpoint/prepared/prepared-source.ts';
import type { WeightSource } from '../../checkpoint/weight-source.ts';
import { InferenceError } from '../../errors.ts';
import type { Device } from '../../onnx/devices/device.ts';
import { Graph } from '../../onnx/graph.ts';
import type { ModelPlan } from '../../onnx/model-plan.ts';
import { Session } from '../../onnx/session.ts';
import { strengthInputs } from '../../onnx/strengths.ts';
import { expectMatrix } from '../../tensor-shape.ts';
import type { Tensor } from '../../tensor.ts';
import type { DecoderConfig } from '../decoder/decoder-config.ts';
import { textLoraTarget } from '../decoder/loras.ts';
import type { GenerationConfig } from './generation-config.ts';
import { EMBEDDING, HEAD } from './head-layers.ts';

/** A language model whose head is to be loaded. */
export interface HeadOwner {
  /** Under the names that graphs ask for. */
  readonly weights: WeightSource;
  readonly config: Pick<DecoderConfig, 'width' | 'vocabulary' | 'normEpsilon'>;
  /** Whether the embedding is the head too. */
  readonly tiesEmbeddings: boolean;
  /** Whether hidden states come before the final norm, which the head then applies. */
  readonly appliesNorm: boolean;
  readonly generation: GenerationConfig;
  /** Models that have a head, for the message on one that has none. */
  readonly advice: string;
}

export class LanguageHead {
  readonly generation: GenerationConfig;
  readonly #session: Session;
  readonly #width: number;

  private constructor({ generation, config }: HeadOwner, session: Session) {
    this.generation = generation;
    this.#width = config.width;
    this.#session = session;
  }

  /**
   * @param files for their LoRAs.
   * @throws InferenceError `tensor-missing` for files without a head; `tensor-mismatch` for one of other sizes.
   */
  static async plan(
    owner: HeadOwner,
    { loras = [] }: ComponentFiles,
    device: Device,
    place: PreparedPlace | undefined,
  ): Promise<ModelPlan<LanguageHead>> {
    const layer = owner.tiesEmbeddings ? EMBEDDING : HEAD;
    assertHead(owner, layer);
    const target = textLoraTarget(preparedSource(owner.weights, place));
    const { weights, prepare } = await applyLoras(target, loras, place);
    const { width, vocabulary, normEpsilon } = owner.config;
    const g = new Graph('language-head', weights, { device });
    const hidden = g.input('hidden', 'float32', [1, width]);
    const x = owner.appliesNorm ? g.rmsNorm(hidden, g.weight('model.norm.weight', [width]), normEpsilon) : hidden;
    g.output('scores', g.linear(x, layer, vocabulary, { bias: false })); // [1, vocabulary]
    const model = g.finish();
    return {
      prepared: [...model.prepared],
      memory: model.weightMemory,
      load: async (options) => {
        await prepare(options.onPrepared);
        return new LanguageHead(owner, await Session.create(model, options));
      },
    };
  }

  /**
   * Scores [1, vocabulary] of the token after a hidden state.
   * @param hidden [1, width], after the final norm, unless the head applies it.
   * @param strengths of the model's LoRAs, in their order.
   * @throws InferenceError `invalid-input` for a hidden state of another width.
   */
  async scores(hidden: Tensor<'float32'>, strengths: readonly number[] = []): Promise<Tensor<'float32'>> {
    expectMatrix('hidden', hidden, 1, this.#width);
    const { scores } = await this.#session.run({ hidden, ...strengthInputs(this.#session, strengths) });
    return scores as Tensor<'float32'>;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

function assertHead({ weights, config: { width, vocabulary }, advice }: HeadOwner, layer: string): void {
  const tensor = `${layer}.weight`;
  if (weights.get(tensor)) return;
  const expected = `[${vocabulary}, ${width}]`;
  throw new InferenceError(
    'tensor-missing',
    `${weights.label} reads prompts but cannot write: it has no language head (tensor ${tensor} ${expected}). ` +
      advice,
    { file: weights.label, tensor, expected, received: 'no such tensor' },
  );
}
