/** The transformer as a whole: noisy latents, text and a timestep in, the velocity out. */
import { assertNoneLeftOver } from '../../../checkpoint/completeness.ts';
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { applyLoras } from '../../../checkpoint/lora/apply.ts';
import type { PreparedPlace } from '../../../checkpoint/prepared/place.ts';
import { preparedSource } from '../../../checkpoint/prepared/prepared-source.ts';
import { InferenceError } from '../../../errors.ts';
import type { ModelChain } from '../../../onnx/chain/build-chain.ts';
import { totalMemory } from '../../../precision/weight-memory.ts';
import type { Device } from '../../../onnx/devices/device.ts';
import { DEFAULT_DEVICE } from '../../../onnx/devices/registry.ts';
import type { Tensors } from '../../../onnx/session.ts';
import { strengthInputs } from '../../../onnx/strengths.ts';
import { noPulse, type Pulse } from '../../../pulse.ts';
import { float32, type Tensor, zeros } from '../../../tensor.ts';
import type { LatentSize, LoadOptions, ModelPlan } from '../../../onnx/model-plan.ts';
import { expectMatrix } from '../../../tensor-shape.ts';
import type { StartedStep } from '../../../transformer/started-pass.ts';
import { type TokenGrid, tokenCount, totalTokens } from '../../../transformer/token-grid.ts';
import type { BlockResiduals } from '../controlnet/residuals.ts';
import { transformerLoraTarget } from '../loras.ts';
import { openBuiltIn, type PatchInput, patchInputs, withPatchWeights } from '../patches/built-in.ts';
import type { PatchConfig } from '../patches/open.ts';
import type { TransformerConfig } from './config.ts';
import type { Placement } from './placement/placement.ts';
import {
  MODULATION_PRECISION,
  ModulationCache,
  type TimestepModulation,
} from '../../../transformer/modulation-cache.ts';
import { buildModulationGraph, imageModulation } from './modulation-graph.ts';
import { openTransformer } from './open.ts';
import { RotaryTables } from './rotary-tables.ts';
import { controlInput } from './step-graph.ts';
import { buildStepModel, StepSessions } from './step-sessions.ts';

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
  /** Where their tokens lie, and those of the text; default: as in the published pipelines. */
  readonly placement?: Placement;
  /**
   * Whether tokens of references, which are those of all grids but the first, are modulated as at timestep 0; default:
   * in models with `zeroConditionTimestep`, which alone can do so.
   */
  readonly stillReferences?: boolean;
  /** Index of the learned timestep flag, 0 or 1; default 0. Ignored by models without it. */
  readonly additionalCondition?: number;
  /** Of the model's LoRAs, in their order; default: it has none. */
  readonly strengths?: readonly number[];
  /** Residuals that ControlNets add to the image stream; default: none after any block. */
  readonly control?: BlockResiduals;
  /** The control of each patch that is built into the model, in their order; default: it has none. */
  readonly patches?: readonly PatchInput[];
  /** Called after each group of blocks; default: nobody follows. */
  readonly pulse?: Pulse;
}

/**
 * Float32 values per token and feature that are alive at once: measured 20 with 4,096 and 12,544 tokens
 * (docs/measurements.md).
 */
const LIVE_VALUES = 20;

/** Tokens of a prompt in forecasts. */
const PROMPT_TOKENS = 512;

export class Transformer {
  readonly config: TransformerConfig;
  readonly #patches: readonly PatchConfig[];
  readonly #step: StepSessions;
  readonly #modulation: ModulationCache;
  readonly #rotary: RotaryTables;

  private constructor(
    config: TransformerConfig,
    patches: readonly PatchConfig[],
    step: StepSessions,
    modulation: ModulationCache,
  ) {
    this.config = config;
    this.#patches = patches;
    this.#step = step;
    this.#modulation = modulation;
    this.#rotary = new RotaryTables(config);
  }

  /**
   * Opens a `transformer/` folder in diffusers layout, or a single file: config and headers, no weights.
   * @throws InferenceError when files are missing or damaged, or weights do not fit the config.
   */
  static async plan(
    files: ComponentFiles,
    device: Device = DEFAULT_DEVICE,
    place?: PreparedPlace,
  ): Promise<ModelPlan<Transformer>> {
    const { config, weights: stored } = await openTransformer(files);
    const base = preparedSource(stored, place);
    const { weights: own, prepare } = await applyLoras(transformerLoraTarget(base), files.loras ?? [], place);
    const builtIn = await openBuiltIn(files.builtIn ?? [], config, place);
    const weights = withPatchWeights(own, builtIn);
    const patches = builtIn.map((patch) => patch.config);
    const step = buildStepModel(config, weights, { device, patches });
    const modulation = buildModulationGraph(config, weights, { device });
    assertNoneLeftOver(
      weights,
      ['transformer_blocks.', 'time_text_embed.'],
      new Set([...step.chain.weightNames, ...modulation.weightNames]),
    );
    return {
      prepared: [...step.chain.prepared, ...modulation.prepared],
      activations(picture) {
        if (device.streaming) return { working: bytesOnDevice(step.chain, tokensOf(config, picture)), kept: 0 };
        const kept = tokensOf(config, picture) * config.width * 4 * LIVE_VALUES;
        // Sessions keep the memory of their largest run.
        return { working: kept, kept };
      },
      memory: (precision) =>
        totalMemory(step.chain.weightMemory(precision), modulation.weightMemory(MODULATION_PRECISION)),
      load: async (options) => {
        await prepare(options.onPrepared);
        const stepSession = await StepSessions.create(step, options);
        try {
          return new Transformer(config, patches, stepSession, await ModulationCache.create(modulation, options));
        } catch (error) {
          await stepSession.release();
          throw error;
        }
      },
    };
  }

  /** {@link plan}, then its weights. */
  static async load(dir: string, options: LoadOptions): Promise<Transformer> {
    return (await Transformer.plan({ dir })).load(options);
  }

  /**
   * Computes the modulation of a whole schedule at once, which costs little more than one timestep does.
   * @param timesteps sigmas in [0, 1].
   * @param strengths of the model's LoRAs.
   */
  async prepare(timesteps: readonly number[], strengths: readonly number[] = []): Promise<void> {
    const still = this.config.zeroConditionTimestep ? [0] : [];
    await this.#modulation.get([...timesteps, ...still], { condition: this.#condition(), strengths });
  }

  /**
   * The velocity of every image token [image tokens, outFeatures], reference images included.
   * @throws InferenceError `invalid-input` when sizes do not fit the model or each other.
   */
  async predict(input: TransformerInput): Promise<Tensor<'float32'>> {
    return this.#step.run(await this.#inputs(input), input.pulse ?? noPulse);
  }

  /** Runs the first block of {@link predict}. */
  async start(input: TransformerInput): Promise<StartedStep> {
    return this.#step.start(await this.#inputs(input));
  }

  async release(): Promise<void> {
    await Promise.all([this.#step.release(), this.#modulation.release()]);
  }

  async #inputs(input: TransformerInput): Promise<Tensors> {
    const { latents, text, grids } = input;
    const { inChannels, textWidth } = this.config;
    const imageTokens = expectMatrix('latents', latents, totalTokens(grids), inChannels);
    const textTokens = expectMatrix('text', text, undefined, textWidth);
    const rope = this.#rotary.joint(textTokens, grids, input.placement);
    return {
      latents,
      text,
      'rope.cos': rope.cos,
      'rope.sin': rope.sin,
      ...(await this.#modulate(input)),
      ...this.#control(input, imageTokens),
      ...patchInputs(this.#patches, input.patches ?? [], grids),
      ...strengthInputs(this.#step, input.strengths ?? []),
    };
  }

  async #modulate({ timestep, grids, stillReferences = true, ...input }: TransformerInput): Promise<Tensors> {
    const settings = { condition: this.#condition(input.additionalCondition), strengths: input.strengths };
    const { zeroConditionTimestep, layers } = this.config;
    if (!zeroConditionTimestep) {
      const [modulation] = await this.#modulation.get([timestep], settings);
      return modulation;
    }
    const [current, still] = await this.#modulation.get([timestep, 0], settings);
    const group = groupOfTokens(grids, stillReferences);
    return {
      ...withStillImages(current, still, layers),
      group: { dtype: 'int64', dims: [group.length], data: group },
    };
  }

  #control({ control }: TransformerInput, tokens: number): Tensors {
    const { layers, width } = this.config;
    if (control && control.length !== layers) {
      const [expected, received] = [`${layers} tensors`, `${control.length}`];
      const message = `control: expected ${expected}, received ${received}`;
      throw new InferenceError('invalid-input', message, { field: 'control', expected, received });
    }
    control?.forEach((residual, i) => residual && expectMatrix(`control[${i}]`, residual, tokens, width));
    const none = zeros([1, width]);
    return Object.fromEntries(Array.from({ length: layers }, (_, i) => [controlInput(i), control?.[i] ?? none]));
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

function tokensOf({ patchSize }: TransformerConfig, { frames, height, width }: LatentSize): number {
  return frames * Math.ceil(height / patchSize) * Math.ceil(width / patchSize);
}

/** Values on a device during a pass. @param image tokens of the picture. */
function bytesOnDevice({ activationBytes }: ModelChain, image: number): number {
  const sizes = { image, control: image, target: image, text: PROMPT_TOKENS, joint: image + PROMPT_TOKENS };
  return activationBytes(new Map(Object.entries(sizes)));
}

/** Tokens of the target are group 0, those of reference images group 1 if they are still. */
function groupOfTokens(grids: readonly TokenGrid[], stillReferences: boolean): BigInt64Array {
  const groups = grids.flatMap((grid, i) =>
    Array.from({ length: tokenCount(grid) }, () => (i > 0 && stillReferences ? 1n : 0n)),
  );
  return BigInt64Array.from(groups);
}

/** Image modulations get a second group for tokens of reference images, at timestep 0. */
function withStillImages(current: TimestepModulation, still: TimestepModulation, layers: number): TimestepModulation {
  const grouped: Record<string, Tensor<'float32'>> = {};
  for (let layer = 0; layer < layers; layer += 1) {
    const name = imageModulation(layer);
    const [now, then] = [current[name], still[name]];
    if (!now || !then) throw new Error(`unreachable: the modulation graph has the output ${name}`);
    const data = new Float32Array(now.data.length * 2);
    data.set(now.data);
    data.set(then.data, now.data.length);
    grouped[name] = float32(data, [2, ...now.dims.slice(1)]);
  }
  return { ...current, ...grouped };
}
