/** The vision tower as a whole: a picture in, the tokens that stand for it in a prompt out. */
import { assertNoneLeftOver } from '../../../checkpoint/completeness.ts';
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import type { PreparedPlace } from '../../../checkpoint/prepared/place.ts';
import { preparedSource } from '../../../checkpoint/prepared/prepared-source.ts';
import type { Device } from '../../../onnx/devices/device.ts';
import { DEFAULT_DEVICE } from '../../../onnx/devices/registry.ts';
import { SessionChain } from '../../../onnx/chain/session-chain.ts';
import { matrix } from '../../../tensor-shape.ts';
import { float32, type Tensor } from '../../../tensor.ts';
import type { LoadOptions, ModelPlan } from '../../../onnx/model-plan.ts';
import type { PatchedPicture } from '../../vision/picture-patches.ts';
import { rotaryTables } from '../../vision/rotary-tables.ts';
import { openVision } from '../open.ts';
import type { VisionConfig } from './config.ts';
import { buildVisionChain, windowSlots } from './graph.ts';
import { windowsOf, windowTables } from './windows.ts';

export class VisionTower {
  readonly config: VisionConfig;
  readonly #session: SessionChain;

  private constructor(config: VisionConfig, session: SessionChain) {
    this.config = config;
    this.#session = session;
  }

  /**
   * Opens the tower of a `text_encoder/` folder as published, or of files.
   * @throws InferenceError when files are missing or damaged, or weights do not fit the config.
   */
  static async plan(
    files: ComponentFiles,
    device: Device = DEFAULT_DEVICE,
    place?: PreparedPlace,
  ): Promise<ModelPlan<VisionTower>> {
    const { config, weights: stored } = await openVision(files);
    const weights = preparedSource(stored, place);
    const model = buildVisionChain(config, weights, { device });
    assertNoneLeftOver(weights, ['visual.'], model.weightNames);
    return {
      prepared: [...model.prepared],
      memory: model.weightMemory,
      load: async (options) => new VisionTower(config, await SessionChain.create(model, options)),
    };
  }

  /** {@link plan}, then its weights. */
  static async load(dir: string, options: LoadOptions): Promise<VisionTower> {
    return (await VisionTower.plan({ dir })).load(options);
  }

  /** Tokens [rows * columns / merge^2, outWidth] of a picture, in reading order. */
  async encode({ patches, grid }: PatchedPicture): Promise<Tensor<'float32'>> {
    const { merge, outWidth } = this.config;
    const windows = windowsOf(grid, merge, this.config.windowTokens);
    const { tokens } = await this.#session.run(visionInputs(this.config, { patches, grid }));
    const inWindows = tokens?.data as Float32Array;
    const ordered = new Float32Array(inWindows.length);
    windows.tokenOrder.forEach((token, place) =>
      ordered.set(inWindows.subarray(place * outWidth, (place + 1) * outWidth), token * outWidth),
    );
    return float32(ordered, [windows.tokenOrder.length, outWidth]);
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

/** Inputs of the graph for a picture: patches and angles in the order of windows, and the tables of the windows. */
export function visionInputs(
  config: VisionConfig,
  { patches, grid }: PatchedPicture,
): Readonly<Record<string, Tensor>> {
  const windows = windowsOf(grid, config.merge, config.windowTokens);
  const slots = windowSlots(config);
  const { gather, valid, scatter } = windowTables(windows, config.merge, slots);
  const perToken = config.merge ** 2;
  const order = windows.tokenOrder.flatMap((token) => Array.from({ length: perToken }, (_, i) => token * perToken + i));
  const { width: features } = matrix(patches, 'patches');
  const reordered = new Float32Array(patches.data.length);
  order.forEach((patch, place) =>
    reordered.set(patches.data.subarray(patch * features, (patch + 1) * features), place * features),
  );
  return {
    patches: float32(reordered, patches.dims),
    ...rotaryTables(config, grid, order),
    gather: { dtype: 'int64', dims: [gather.length], data: gather },
    scatter: { dtype: 'int64', dims: [scatter.length], data: scatter },
    valid: { dtype: 'int32', dims: [windows.sizes.length, slots], data: valid },
  };
}
