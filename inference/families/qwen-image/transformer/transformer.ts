/** The transformer as a whole: noisy latents, text and a timestep in, the velocity out. */
import { assertNoneLeftOver } from '../../../checkpoint/completeness.ts';
import { openComponent } from '../../../checkpoint/component.ts';
import { readConfig } from '../../../checkpoint/config-file.ts';
import { InferenceError } from '../../../errors.ts';
import { totalMemory } from '../../../precision/weight-memory.ts';
import type { Device } from '../../../onnx/devices/device.ts';
import { DEFAULT_DEVICE } from '../../../onnx/devices/registry.ts';
import { Session } from '../../../onnx/session.ts';
import { float32, type Tensor } from '../../../tensor.ts';
import type { LoadOptions, ModelPlan } from '../../../onnx/model-plan.ts';
import { expectMatrix } from '../../../tensor-shape.ts';
import { type TransformerConfig, transformerConfigSchema } from './config.ts';
import { MODULATION_PRECISION, ModulationCache, type TimestepModulation } from './modulation-cache.ts';
import { buildModulationGraph, imageModulation } from './modulation-graph.ts';
import { jointRotaryTable, type TokenGrid, tokenCount } from './rope.ts';
import { buildStepGraph, controlInput } from './step-graph.ts';

/** One forward pass. */
export interface TransformerInput {
  /** Packed latents [image tokens, inChannels]: target first, then reference images. */
  readonly latents: Tensor<'float32'>;
  /** Hidden states of the prompt [text tokens, textWidth], unpadded. */
  readonly text: Tensor<'float32'>;
  /** Sigma in [0, 1]. */
  readonly timestep: number;
  /** Sizes of the images in the order of `latents`. */
  readonly grids: readonly TokenGrid[];
  /** Index of the learned timestep flag, 0 or 1; default 0. Ignored by models without it. */
  readonly additionalCondition?: number;
  /** What ControlNets add to the image stream after each block, [image tokens, width] each. */
  readonly control?: readonly Tensor<'float32'>[];
}

export class Transformer {
  readonly config: TransformerConfig;
  readonly #step: Session;
  readonly #modulation: Session;
  readonly #cache: ModulationCache;

  private constructor(config: TransformerConfig, step: Session, modulation: Session) {
    this.config = config;
    this.#step = step;
    this.#modulation = modulation;
    this.#cache = new ModulationCache(modulation);
  }

  /**
   * Opens a `transformer/` folder in diffusers layout: config and headers, no weights.
   * @throws InferenceError when files are missing or damaged, or weights do not fit the config.
   */
  static async plan(dir: string, device: Device = DEFAULT_DEVICE): Promise<ModelPlan<Transformer>> {
    const config = await readConfig(dir, transformerConfigSchema);
    const weights = await openComponent(dir);
    const step = buildStepGraph(config, weights, { device });
    const modulation = buildModulationGraph(config, weights, { device });
    assertNoneLeftOver(
      weights,
      ['transformer_blocks.', 'time_text_embed.'],
      new Set([...step.weightNames, ...modulation.weightNames]),
    );
    return {
      memory: (precision) => totalMemory(step.weightMemory(precision), modulation.weightMemory(MODULATION_PRECISION)),
      load: async (options) => {
        const stepSession = await Session.create(step, options);
        try {
          return new Transformer(
            config,
            stepSession,
            await Session.create(modulation, { ...options, precision: MODULATION_PRECISION }),
          );
        } catch (error) {
          await stepSession.release();
          throw error;
        }
      },
    };
  }

  /** {@link plan}, then its weights. */
  static async load(dir: string, options: LoadOptions): Promise<Transformer> {
    return (await Transformer.plan(dir)).load(options);
  }

  /**
   * Computes the modulation of a whole schedule at once, which costs little more than one timestep does.
   * @param timesteps sigmas in [0, 1].
   */
  async prepare(timesteps: readonly number[], additionalCondition?: number): Promise<void> {
    const still = this.config.zeroConditionTimestep ? [0] : [];
    await this.#cache.get([...timesteps, ...still], this.#condition(additionalCondition));
  }

  /**
   * The velocity of every image token [image tokens, outFeatures], reference images included.
   * @throws InferenceError `invalid-input` when sizes do not fit the model or each other.
   */
  async predict(input: TransformerInput): Promise<Tensor<'float32'>> {
    const { latents, text, grids } = input;
    expectMatrix(
      'latents',
      latents,
      grids.reduce((sum, grid) => sum + tokenCount(grid), 0),
      this.config.inChannels,
    );
    expectMatrix('text', text, undefined, this.config.textWidth);
    const rope = jointRotaryTable(this.config, text.dims[0] ?? 0, grids);
    const { velocity } = await this.#step.run({
      latents,
      text,
      'rope.cos': rope.cos,
      'rope.sin': rope.sin,
      ...(await this.#modulate(input)),
      ...this.#control(input, latents.dims[0] ?? 0),
    });
    return velocity as Tensor<'float32'>;
  }

  async release(): Promise<void> {
    await Promise.all([this.#step.release(), this.#modulation.release()]);
  }

  async #modulate({
    timestep,
    grids,
    additionalCondition,
  }: TransformerInput): Promise<Readonly<Record<string, Tensor>>> {
    const condition = this.#condition(additionalCondition);
    if (!this.config.zeroConditionTimestep) return (await this.#cache.get([timestep], condition))[0] ?? {};
    const [current = {}, still = {}] = await this.#cache.get([timestep, 0], condition);
    const counts = grids.map(tokenCount);
    const group = BigInt64Array.from(
      counts.flatMap((count, i) => Array.from({ length: count }, () => (i === 0 ? 0n : 1n))),
    );
    return {
      ...withStillImages(current, still, this.config.layers),
      group: { dtype: 'int64', dims: [group.length], data: group },
    };
  }

  #control({ control }: TransformerInput, tokens: number): Readonly<Record<string, Tensor>> {
    const { layers, width } = this.config;
    const nothing = float32(new Float32Array(width), [1, width]);
    return Object.fromEntries(
      Array.from({ length: layers }, (_, i) => {
        const added = control ? control[i] : nothing;
        if (!added)
          throw new InferenceError(
            'invalid-input',
            `control: expected ${layers} tensors, received ${control?.length}`,
            { field: 'control', expected: `${layers} tensors`, received: `${control?.length}` },
          );
        if (control) expectMatrix(`control[${i}]`, added, tokens, width);
        return [controlInput(i), added];
      }),
    );
  }

  #condition(additional = 0): number | undefined {
    if (!this.config.additionalTimestepCondition) return undefined;
    if (additional !== 0 && additional !== 1) {
      throw new InferenceError('invalid-input', `additionalCondition must be 0 or 1, received ${additional}`, {
        field: 'additionalCondition',
        expected: '0 or 1',
        received: `${additional}`,
      });
    }
    return additional;
  }
}

/** Image modulations get a second group for tokens of reference images, at timestep 0. */
function withStillImages(current: TimestepModulation, still: TimestepModulation, layers: number): TimestepModulation {
  const grouped = Array.from({ length: layers }, (_, i) => imageModulation(i)).flatMap((name) => {
    const [a, b] = [current[name], still[name]];
    if (!a || !b) return [];
    const data = new Float32Array(a.data.length * 2);
    data.set(a.data);
    data.set(b.data, a.data.length);
    return [[name, float32(data, [2, ...a.dims.slice(1)])] as const];
  });
  return { ...current, ...Object.fromEntries(grouped) };
}
