/**
 * Real names and shapes of control files, which carry no config. Tensor counts and sizes are those of the published
 * files: qwen_image_canny_diffsynth_controlnet (1.13 G of matrices), and Qwen-Image-2512-Fun-Controlnet-Union
 * (174 tensors, 3.51 GB in bfloat16).
 */
import { describe, expect, it } from 'vitest';
import { plainWeight, type StoredWeight } from '../../inference/checkpoint/stored-weight.ts';
import { mapSource, renamedSource, type WeightSource } from '../../inference/checkpoint/weight-source.ts';
import { buildChain } from '../../inference/onnx/chain/build-chain.ts';
import { controlKindOf } from '../../inference/families/qwen-image/control/control-kind.ts';
import { buildFunGraph, buildFunModulationGraph } from '../../inference/families/qwen-image/fun-control/graph.ts';
import { funConfig, funNames } from '../../inference/families/qwen-image/fun-control/open.ts';
import { transformerNames } from '../../inference/families/qwen-image/layouts/transformer-names.ts';
import { patchConfig } from '../../inference/families/qwen-image/patches/open.ts';
import { patchPrefix } from '../../inference/families/qwen-image/patches/patch-graph.ts';
import { transformerConfigSchema } from '../../inference/families/qwen-image/transformer/config.ts';
import { buildStepGraph, stepParts } from '../../inference/families/qwen-image/transformer/step-graph.ts';
import { otherModel } from '../../inference/families/other-models.ts';
import { layout, layoutConfig } from '../inference/support/layouts.ts';

type Shapes = Readonly<Record<string, readonly number[]>>;

const W = 3072;

function source(shapes: Shapes): WeightSource {
  const weights = Object.entries(shapes).map(([name, shape]): [string, StoredWeight] => {
    const length = shape.reduce((product, size) => product * size, 2);
    return [name, plainWeight({ file: '/x.safetensors', offset: 0, length, dtype: 'BF16', shape })];
  });
  return mapSource('x.safetensors', new Map(weights));
}

const linear = (name: string, out: number, input: number): Shapes => ({
  [`${name}.weight`]: [out, input],
  [`${name}.bias`]: [out],
});

/** As published by DiffSynth-Studio: qwen_image_controlnet.py. */
function patchShapes(features: number): Shapes {
  const blocks = Array.from({ length: 60 }, (_, i) => {
    const block = `controlnet_blocks.${i}`;
    const norms = { [`${block}.x_rms.weight`]: [W], [`${block}.y_rms.weight`]: [W] };
    return { ...norms, ...linear(`${block}.input_proj`, W, W), ...linear(`${block}.output_proj`, W, W) };
  });
  return Object.assign(linear('img_in', W, features), ...blocks) as Shapes;
}

/** The blocks of a published ControlNet, which are those of the transformer, and the layers of VideoX-Fun's code. */
async function funShapes(): Promise<Shapes> {
  const union = await layout('controlnet-union');
  const blocks = [...union.names()]
    .filter((name) => name.startsWith('transformer_blocks.'))
    .map((name) => [name.replace('transformer_blocks', 'control_blocks'), union.get(name)?.shape ?? []]);
  const after = Array.from({ length: 5 }, (_, i) => linear(`control_blocks.${i}.after_proj`, W, W));
  const own = [linear('control_img_in', W, 132), linear('control_blocks.0.before_proj', W, W), ...after];
  return Object.assign({}, Object.fromEntries(blocks), ...own) as Shapes;
}

const values = (shapes: Shapes): number =>
  Object.values(shapes).reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0);

describe('a patch of DiffSynth', () => {
  it.each([
    [64, false],
    [68, true],
  ])('has the config of its shapes with %i features, below a prefix too', (features, takesMask) => {
    const shapes = patchShapes(features);
    expect(Object.keys(shapes)).toHaveLength(362);
    expect(values(shapes) / 1e9).toBeCloseTo(1.133, 2);
    const weights = transformerNames(renamedSource(source(shapes), (name) => `diffusion_model.${name}`));
    expect(controlKindOf(weights)).toBe('patch');
    expect(patchConfig(weights)).toEqual({ width: W, layers: 60, features, takesMask });
  });

  it('is asked for by the graph of the published transformer, tensor by tensor', async () => {
    const config = await layoutConfig('transformer-qwen-image', transformerConfigSchema);
    const [own, patch] = [await layout('transformer-qwen-image'), source(patchShapes(64))];
    const below = renamedSource(patch, (name) => patchPrefix(0) + name);
    const both: WeightSource = { ...own, get: (name) => own.get(name) ?? below.get(name) };
    const { weightNames } = buildStepGraph(config, both, { patches: [patchConfig(patch)] });
    expect([...below.names()].filter((name) => !weightNames.has(name))).toEqual([]);
  });

  it('goes into every group of blocks', async () => {
    const config = { ...(await layoutConfig('transformer-qwen-image', transformerConfigSchema)), layers: 3 };
    const [own, patch] = [await layout('transformer-qwen-image'), source(patchShapes(64))];
    const below = renamedSource(patch, (name) => patchPrefix(0) + name);
    const both: WeightSource = { ...own, get: (name) => own.get(name) ?? below.get(name) };
    const chain = buildChain(stepParts(config, [patchConfig(patch)]), both, { isFull: () => true });
    const inputs = chain.groups.map((group) =>
      group.inputs.map(({ name }) => name).filter((n) => n.startsWith('patch.')),
    );
    expect(inputs).toEqual(Array.from({ length: 3 }, () => ['patch.0.control', 'patch.0.strength']));
  });

  it('is refused with features that are neither latents nor latents and a mask', () => {
    expect(() => patchConfig(source(patchShapes(132)))).toThrow(
      'x.safetensors: tensor img_in.weight: expected [3072, 64], or [3072, 68] with a mask, received [3072, 132]',
    );
  });
});

describe('the Fun ControlNet', () => {
  it('has the config of its shapes, and its graphs ask for every tensor', async () => {
    const shapes = await funShapes();
    expect(Object.keys(shapes)).toHaveLength(174);
    expect((values(shapes) * 2) / 1e9).toBeCloseTo(3.51, 2);
    const stored = source(shapes);
    expect(controlKindOf(stored)).toBe('fun');
    const config = funConfig(stored);
    expect(config).toMatchObject({ width: W, layers: 5, headDim: 128, heads: 24, ropeDims: [16, 56, 56] });
    const weights = funNames(stored);
    const used = new Set([
      ...buildFunGraph(config, weights).weightNames,
      ...buildFunModulationGraph(config, weights).weightNames,
    ]);
    expect([...weights.names()].filter((name) => !used.has(name))).toEqual([]);
  });

  it('of another model is told apart, and named', () => {
    const of21 = source({
      ...linear('control_img_in', 4096, 129),
      'control_blocks.0.img_mlp.out.weight': [4096, 12_288],
    });
    expect(controlKindOf(of21)).toBe('instantx');
    expect(otherModel(of21)).toBe('a Fun ControlNet of Qwen-Image-2.1');
    expect(otherModel(source({ 'control_all_x_embedder.2-1.weight': [3840, 132] }))).toBe('a ControlNet of Z-Image');
  });
});
