/**
 * A ControlNet as a whole. In: noisy latents, the control picture, text and a timestep. Out: residuals for the
 * transformer.
 */
import { assertNoneLeftOver } from '../../../checkpoint/completeness.ts';
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import type { PreparedPlace } from '../../../checkpoint/prepared/place.ts';
import { preparedSource } from '../../../checkpoint/prepared/prepared-source.ts';
import { totalMemory } from '../../../precision/weight-memory.ts';
import type { Device } from '../../../onnx/devices/device.ts';
import { DEFAULT_DEVICE } from '../../../onnx/devices/registry.ts';
import { SessionChain } from '../../../onnx/chain/session-chain.ts';
import type { Tensor } from '../../../tensor.ts';
import { expectMatrix } from '../../../tensor-shape.ts';
import type { ModelPlan } from '../../../onnx/model-plan.ts';
import { MODULATION_PRECISION, ModulationCache } from '../../../transformer/modulation-cache.ts';
import { buildModulationGraph } from '../transformer/modulation-graph.ts';
import { type TokenGrid, totalTokens } from '../../../transformer/token-grid.ts';
import type { Placement } from '../transformer/placement/placement.ts';
import { RotaryTables } from '../transformer/rotary-tables.ts';
import type { ControlNetConfig } from './config.ts';
import { buildControlChain, controlSample } from './graph.ts';
import { openControlNet } from './open.ts';

export interface ControlNetInput {
  /** Packed noisy latents [image tokens, inChannels]. */
  readonly latents: Tensor<'float32'>;
  /** Packed control [image tokens, controlChannels]. */
  readonly control: Tensor<'float32'>;
  /** Hidden states of the prompt [text tokens, textWidth]. */
  readonly text: Tensor<'float32'>;
  /** Sigma in [0, 1]. */
  readonly timestep: number;
  readonly grids: readonly TokenGrid[];
  /** Default: as in the published pipelines. */
  readonly placement?: Placement;
}

export class ControlNet {
  readonly kind = 'instantx';
  readonly config: ControlNetConfig;
  readonly #step: SessionChain;
  readonly #modulation: ModulationCache;
  readonly #rotary: RotaryTables;

  private constructor(config: ControlNetConfig, step: SessionChain, modulation: ModulationCache) {
    this.config = config;
    this.#step = step;
    this.#modulation = modulation;
    this.#rotary = new RotaryTables(config.blocks);
  }

  /**
   * Opens a folder with `config.json` and weights, as published, or a single file: headers only.
   * @throws InferenceError when files are missing or damaged, or weights do not fit the config.
   */
  static async plan(
    files: ComponentFiles,
    device: Device = DEFAULT_DEVICE,
    place?: PreparedPlace,
  ): Promise<ModelPlan<ControlNet>> {
    const { config, weights: stored } = await openControlNet(files);
    const weights = preparedSource(stored, place);
    const step = buildControlChain(config, weights, { device });
    const modulation = buildModulationGraph(config.blocks, weights, { device, hasOutput: false });
    assertNoneLeftOver(
      weights,
      ['transformer_blocks.', 'controlnet_', 'time_text_embed.'],
      new Set([...step.weightNames, ...modulation.weightNames]),
    );
    return {
      prepared: [...step.prepared, ...modulation.prepared],
      memory: (precision) => totalMemory(step.weightMemory(precision), modulation.weightMemory(MODULATION_PRECISION)),
      load: async (options) => {
        const session = await SessionChain.create(step, options);
        try {
          return new ControlNet(config, session, await ModulationCache.create(modulation, options));
        } catch (error) {
          await session.release();
          throw error;
        }
      },
    };
  }

  /** Computes the modulation of a whole schedule at once. @param timesteps sigmas in [0, 1]. */
  async prepare(timesteps: readonly number[]): Promise<void> {
    await this.#modulation.get(timesteps);
  }

  /**
   * One residual [image tokens, width] per block, in their order, not scaled.
   * @throws InferenceError `invalid-input` when sizes do not fit the model or each other.
   */
  async samples({
    latents,
    control,
    text,
    timestep,
    grids,
    placement,
  }: ControlNetInput): Promise<readonly Tensor<'float32'>[]> {
    const { blocks, controlChannels } = this.config;
    const tokens = totalTokens(grids);
    expectMatrix('latents', latents, tokens, blocks.inChannels);
    expectMatrix('control', control, tokens, controlChannels);
    const textTokens = expectMatrix('text', text, undefined, blocks.textWidth);
    const rope = this.#rotary.joint(textTokens, grids, placement);
    const [modulation] = await this.#modulation.get([timestep]);
    const outputs = await this.#step.run({
      latents,
      control,
      text,
      'rope.cos': rope.cos,
      'rope.sin': rope.sin,
      ...modulation,
    });
    return Array.from({ length: blocks.layers }, (_, i) => outputs[controlSample(i)] as Tensor<'float32'>);
  }

  async release(): Promise<void> {
    await Promise.all([this.#step.release(), this.#modulation.release()]);
  }
}
