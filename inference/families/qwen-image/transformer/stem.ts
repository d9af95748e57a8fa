/**
 * The first layers of a transformer as a component of their own, for nets that go on from them: both streams before
 * the first block, and the embedding of the timestep. LoRAs of the transformer count here too.
 * Source: diffusers `transformer_qwenimage.py`, `QwenImageTransformer2DModel.forward` up to its blocks.
 */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { applyLoras } from '../../../checkpoint/lora/apply.ts';
import type { PreparedPlace } from '../../../checkpoint/prepared/place.ts';
import { preparedSource } from '../../../checkpoint/prepared/prepared-source.ts';
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import type { Device } from '../../../onnx/devices/device.ts';
import { Graph } from '../../../onnx/graph.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import type { ModelPlan } from '../../../onnx/model-plan.ts';
import { Session } from '../../../onnx/session.ts';
import { strengthInputs } from '../../../onnx/strengths.ts';
import type { PrecisionName } from '../../../precision/registry.ts';
import { expectMatrix } from '../../../tensor-shape.ts';
import type { Tensor } from '../../../tensor.ts';
import { transformerLoraTarget } from '../loras.ts';
import { addTimestepEmbedding } from './modulation-graph.ts';
import type { TransformerConfig } from './config.ts';
import { openTransformer } from './open.ts';
import { stepParts } from './step-graph.ts';
import { timestepEmbedding } from '../../../transformer/timestep.ts';

/** Weights stay as stored whatever the precision of the rest: they are few. */
const STEM_PRECISION = 'cast' satisfies PrecisionName;

/** Values before the first block. */
export interface StemOutput {
  /** [image tokens, width]. */
  readonly img: Tensor<'float32'>;
  /** [text tokens, width]. */
  readonly txt: Tensor<'float32'>;
  /** Embedding of the timestep [1, width]. */
  readonly temb: Tensor<'float32'>;
}

export class TransformerStem {
  readonly config: TransformerConfig;
  readonly #session: Session;

  private constructor(config: TransformerConfig, session: Session) {
    this.config = config;
    this.#session = session;
  }

  /** @throws InferenceError when files are missing or damaged, or weights do not fit the config. */
  static async plan(files: ComponentFiles, device: Device, place?: PreparedPlace): Promise<ModelPlan<TransformerStem>> {
    const { config, weights: stored } = await openTransformer(files);
    const base = preparedSource(stored, place);
    const { weights, prepare } = await applyLoras(transformerLoraTarget(base), files.loras ?? [], place);
    const graph = buildStemGraph(config, weights, { device });
    return {
      prepared: [...graph.prepared],
      memory: () => graph.weightMemory(STEM_PRECISION),
      load: async (options) => {
        await prepare(options.onPrepared);
        return new TransformerStem(config, await Session.create(graph, { ...options, precision: STEM_PRECISION }));
      },
    };
  }

  /**
   * @param latents packed [image tokens, inChannels].
   * @param text [text tokens, textWidth].
   * @param timestep sigma in [0, 1].
   * @param strengths of the transformer's LoRAs.
   * @throws InferenceError `invalid-input` when sizes do not fit the model.
   */
  async run(
    latents: Tensor<'float32'>,
    text: Tensor<'float32'>,
    timestep: number,
    strengths: readonly number[],
  ): Promise<StemOutput> {
    expectMatrix('latents', latents, undefined, this.config.inChannels);
    expectMatrix('text', text, undefined, this.config.textWidth);
    const inputs = { latents, text, timestep: timestepEmbedding([timestep]) };
    const { img, txt, temb } = await this.#session.run({ ...inputs, ...strengthInputs(this.#session, strengths) });
    return { img: img as Tensor<'float32'>, txt: txt as Tensor<'float32'>, temb: temb as Tensor<'float32'> };
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/**
 * Inputs: `latents` [image, inChannels], `text` [text, textWidth], `timestep` [1, 256].
 * Outputs: `img` [image, width], `txt` [text, width], `temb` [1, width].
 */
function buildStemGraph(config: TransformerConfig, weights: WeightSource, options: GraphOptions): OnnxModel {
  const g = new Graph('stem', weights, options);
  const { img, txt } = stepParts(config).begin(g); // [image, width], [text, width]
  g.output('img', img);
  g.output('txt', txt);
  g.output('temb', addTimestepEmbedding(g, config.width)); // [1, width]
  return g.finish();
}
