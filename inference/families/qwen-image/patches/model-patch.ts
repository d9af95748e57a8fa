/**
 * A control patch as a component. It has no session: its weights are part of the transformer's, so by itself it only
 * says how its control looks.
 */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import type { Device } from '../../../onnx/devices/device.ts';
import { Graph } from '../../../onnx/graph.ts';
import type { ModelPlan } from '../../../onnx/model-plan.ts';
import { renamedSource } from '../../../checkpoint/weight-source.ts';
import { openPatch, type PatchConfig } from './open.ts';
import { patchesAfterBlocks, patchPrefix } from './patch-graph.ts';

export class ModelPatch {
  readonly kind = 'patch';
  readonly config: PatchConfig;

  private constructor(config: PatchConfig) {
    this.config = config;
  }

  /**
   * Opens the file, and checks that every tensor is there.
   * @throws InferenceError when the file is missing or damaged, or tensors are absent or of another shape.
   */
  static async plan(files: ComponentFiles, device: Device): Promise<ModelPlan<ModelPatch>> {
    const { config, weights } = await openPatch(files);
    checkWeights(config, weights, device);
    const memory = { copied: 0, mapped: 0 };
    return { memory: () => memory, load: () => Promise.resolve(new ModelPatch(config)) };
  }

  release(): Promise<void> {
    return Promise.resolve();
  }
}

/** Builds the patch alone, in a graph that is thrown away: a builder reports what is missing. */
function checkWeights(config: PatchConfig, weights: WeightSource, device: Device): void {
  const g = new Graph(
    'patch',
    renamedSource(weights, (name) => patchPrefix(0) + name),
    { device },
  );
  const afterBlock = patchesAfterBlocks([config]);
  let img = g.input('img', 'float32', ['image', config.width]); // [image, width]
  for (let layer = 0; layer < config.layers; layer += 1) img = afterBlock(g, layer, img); // [image, width]
  g.output('img.out', img);
  g.finish();
}
