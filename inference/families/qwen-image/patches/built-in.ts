/** Patches that are built into a transformer: their weights beside its own, and the inputs of a run. */
import type { BuiltInPart } from '../../../checkpoint/component-files.ts';
import { preparedSource } from '../../../checkpoint/prepared/prepared-source.ts';
import type { PreparedPlace } from '../../../checkpoint/prepared/place.ts';
import { renamedSource, type WeightSource } from '../../../checkpoint/weight-source.ts';
import { InferenceError } from '../../../errors.ts';
import type { Tensors } from '../../../onnx/session.ts';
import { expectMatrix } from '../../../tensor-shape.ts';
import { float32, type Tensor } from '../../../tensor.ts';
import type { TransformerConfig } from '../transformer/config.ts';
import { type TokenGrid, totalTokens } from '../../../transformer/token-grid.ts';
import { openPatch, type PatchConfig } from './open.ts';
import { patchControl, patchPrefix, patchStrength } from './patch-graph.ts';

/** A patch and the weights of it, below its prefix. */
export interface BuiltInPatch {
  readonly config: PatchConfig;
  readonly weights: WeightSource;
}

/** The control of one patch in a run. */
export interface PatchInput {
  /** Packed control [target tokens, features]. */
  readonly control: Tensor<'float32'>;
  /** Any finite number; 0 adds nothing. */
  readonly strength: number;
}

/**
 * @param place of the transformer's prepared files; those of a patch go by its own digest.
 * @throws InferenceError those of {@link openPatch}; `invalid-input` for a patch of another transformer.
 */
export function openBuiltIn(
  parts: readonly BuiltInPart[],
  transformer: Pick<TransformerConfig, 'width' | 'layers'>,
  place: PreparedPlace | undefined,
): Promise<readonly BuiltInPatch[]> {
  return Promise.all(
    parts.map(async (part, i) => {
      const { config, weights: stored } = await openPatch(part);
      assertMadeFor(transformer, config, part.dir);
      const weights = preparedSource(stored, place && { ...place, digest: part.digest });
      return { config, weights: renamedSource(weights, (name) => patchPrefix(i) + name) };
    }),
  );
}

function assertMadeFor(
  { width, layers }: Pick<TransformerConfig, 'width' | 'layers'>,
  patch: PatchConfig,
  file: string,
) {
  if (patch.width === width && patch.layers === layers) return;
  const expected = `${layers} blocks of width ${width}`;
  const received = `${patch.layers} blocks of width ${patch.width}`;
  throw new InferenceError(
    'invalid-input',
    `${file} is a patch for another transformer: it is made for ${received}, this one has ${expected}. ` +
      'Load the patch that is made for this transformer',
    { file, field: 'controlNet', expected, received },
  );
}

/** The weights of a transformer and of its patches. */
export function withPatchWeights(weights: WeightSource, patches: readonly BuiltInPatch[]): WeightSource {
  if (patches.length === 0) return weights;
  const of = (name: string): WeightSource => {
    const index = patches.findIndex((_, i) => name.startsWith(patchPrefix(i)));
    return patches[index]?.weights ?? weights;
  };
  return {
    label: weights.label,
    get: (name) => of(name).get(name),
    names: () => [weights, ...patches.map((patch) => patch.weights)].flatMap((source) => [...source.names()]),
    updates: (name) => of(name).updates(name),
  };
}

/**
 * @param given one for each patch, in their order.
 * @param grids the target first.
 * @throws InferenceError `invalid-input` for another number of controls, or controls of another size.
 */
export function patchInputs(
  patches: readonly PatchConfig[],
  given: readonly PatchInput[],
  grids: readonly TokenGrid[],
): Tensors {
  const target = totalTokens(grids.slice(0, 1));
  if (given.length !== patches.length) {
    const [expected, received] = [`${patches.length} controls`, `${given.length}`];
    const message = `patches: expected ${expected}, received ${received}`;
    throw new InferenceError('invalid-input', message, { field: 'patches', expected, received });
  }
  const inputs = given.flatMap(({ control, strength }, i) => {
    expectMatrix(`patches[${i}].control`, control, target, patches[i]?.features ?? 0);
    return [[patchControl(i), control] as const, [patchStrength(i), float32(Float32Array.of(strength), [1])] as const];
  });
  return Object.fromEntries(inputs);
}
