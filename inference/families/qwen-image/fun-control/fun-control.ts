/**
 * A Fun ControlNet as a whole. In: the transformer's streams before its first block, and the control. Out: residuals
 * for the transformer.
 */
import { assertNoneLeftOver } from '../../../checkpoint/completeness.ts';
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import type { PreparedPlace } from '../../../checkpoint/prepared/place.ts';
import { preparedSource } from '../../../checkpoint/prepared/prepared-source.ts';
import type { Device } from '../../../onnx/devices/device.ts';
import type { ModelPlan } from '../../../onnx/model-plan.ts';
import { Session, type Tensors } from '../../../onnx/session.ts';
import { DeviceSession } from '../../../onnx/streaming/device-session.ts';
import { totalMemory } from '../../../precision/weight-memory.ts';
import { expectMatrix } from '../../../tensor-shape.ts';
import type { Tensor } from '../../../tensor.ts';
import type { TransformerConfig } from '../transformer/config.ts';
import { MODULATION_PRECISION } from '../../../transformer/modulation-cache.ts';
import { type TokenGrid, totalTokens } from '../../../transformer/token-grid.ts';
import type { Placement } from '../transformer/placement/placement.ts';
import { RotaryTables } from '../transformer/rotary-tables.ts';
import type { StemOutput } from '../transformer/stem.ts';
import { buildFunGraph, buildFunModulationGraph, funSample } from './graph.ts';
import { FUN_FEATURES, openFun } from './open.ts';

export interface FunInput extends StemOutput {
  /** Packed control [image tokens, 132]. */
  readonly control: Tensor<'float32'>;
  /** Sizes of the target. */
  readonly grids: readonly TokenGrid[];
  /** Default: as in the published pipelines. */
  readonly placement?: Placement;
}

/** The modulation of an embedding of a timestep [width]. */
interface Modulated {
  readonly temb: Float32Array;
  readonly modulation: Tensors;
}

export class FunControl {
  readonly kind = 'fun';
  readonly config: TransformerConfig;
  readonly #step: DeviceSession;
  readonly #modulation: Session;
  readonly #rotary: RotaryTables;
  /** The modulation of the last step, which all of its prompts share. */
  #modulated: Modulated | undefined;

  private constructor(config: TransformerConfig, step: DeviceSession, modulation: Session) {
    this.config = config;
    this.#step = step;
    this.#modulation = modulation;
    this.#rotary = new RotaryTables(config);
  }

  /**
   * Opens the file: headers only.
   * @throws InferenceError when the file is missing or damaged, or tensors are absent or of another shape.
   */
  static async plan(files: ComponentFiles, device: Device, place?: PreparedPlace): Promise<ModelPlan<FunControl>> {
    const { config, weights: stored } = await openFun(files);
    const weights = preparedSource(stored, place);
    const step = buildFunGraph(config, weights, { device });
    const modulation = buildFunModulationGraph(config, weights, { device });
    assertNoneLeftOver(
      weights,
      ['transformer_blocks.', 'control_'],
      new Set([...step.weightNames, ...modulation.weightNames]),
    );
    return {
      prepared: [...step.prepared, ...modulation.prepared],
      memory: (precision) => totalMemory(step.weightMemory(precision), modulation.weightMemory(MODULATION_PRECISION)),
      load: async (options) =>
        new FunControl(
          config,
          new DeviceSession(step, options),
          await Session.create(modulation, { ...options, precision: MODULATION_PRECISION }),
        ),
    };
  }

  /**
   * One residual [image tokens, width] per block, in their order, not scaled.
   * @throws InferenceError `invalid-input` when sizes do not fit the net or each other.
   */
  async samples({ img, txt, temb, control, grids, placement }: FunInput): Promise<readonly Tensor<'float32'>[]> {
    const { width, layers } = this.config;
    const tokens = totalTokens(grids);
    expectMatrix('img', img, tokens, width);
    expectMatrix('control', control, tokens, FUN_FEATURES);
    const rope = this.#rotary.joint(expectMatrix('txt', txt, undefined, width), grids, placement);
    const inputs = { img, txt, control, 'rope.cos': rope.cos, 'rope.sin': rope.sin };
    const outputs = await this.#step.run({ ...inputs, ...(await this.#modulationOf(temb)) });
    return Array.from({ length: layers }, (_, i) => outputs[funSample(i)] as Tensor<'float32'>);
  }

  async #modulationOf(temb: Tensor<'float32'>): Promise<Tensors> {
    const known = this.#modulated;
    if (known?.temb.every((value, i) => value === temb.data[i])) return known.modulation;
    const modulation = await this.#modulation.run({ temb });
    this.#modulated = { temb: temb.data, modulation };
    return modulation;
  }

  async release(): Promise<void> {
    await Promise.all([this.#step.release(), this.#modulation.release()]);
  }
}
