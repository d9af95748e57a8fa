/** The vision tower as a whole: a picture in, all that a prompt takes of the picture out. */
import { assertNoneLeftOver } from '../../../checkpoint/completeness.ts';
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import type { PreparedPlace } from '../../../checkpoint/prepared/place.ts';
import { preparedSource } from '../../../checkpoint/prepared/prepared-source.ts';
import { buildChain } from '../../../onnx/chain/build-chain.ts';
import { SessionChain } from '../../../onnx/chain/session-chain.ts';
import type { Device } from '../../../onnx/devices/device.ts';
import { DEFAULT_DEVICE } from '../../../onnx/devices/registry.ts';
import type { LoadOptions, ModelPlan } from '../../../onnx/model-plan.ts';
import type { Tensors } from '../../../onnx/session.ts';
import type { Tensor } from '../../../tensor.ts';
import type { PatchedPicture } from '../../vision/picture-patches.ts';
import { rotaryTables } from '../../vision/rotary-tables.ts';
import { joinColumns } from '../features.ts';
import { openVision } from '../open.ts';
import type { VisionConfig } from './config.ts';
import { cornerNames, featuresName, visionParts } from './graph.ts';
import { positionCorners } from './position-corners.ts';

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
    const model = buildChain(visionParts(config, weights), weights, { device });
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

  /**
   * A row for each token of a picture, in reading order: [rows * columns / merge^2, (1 + levels) * outWidth], the
   * embedding first, then the features of each level. The text encoder takes such rows.
   */
  async encode({ patches, grid }: PatchedPicture): Promise<Tensor<'float32'>> {
    const outputs = await this.#session.run(visionInputs(this.config, { patches, grid }));
    const levels = this.config.deepstackBlocks.map((_, level) => outputs[featuresName(level)]);
    return joinColumns([outputs['tokens'], ...levels] as Tensor<'float32'>[], this.config.outWidth);
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

/** Inputs of the graph for a picture. */
export function visionInputs(config: VisionConfig, { patches, grid }: PatchedPicture): Tensors {
  const corners = positionCorners(grid, config.merge, config.tableSide).flatMap(({ entry, share }, corner) => {
    const [entryName, shareName] = cornerNames(corner);
    return [[entryName, entry] as const, [shareName, share] as const];
  });
  const order = Array.from({ length: grid.rows * grid.columns }, (_, patch) => patch);
  return { patches, ...rotaryTables(config, grid, order), ...Object.fromEntries(corners) };
}
