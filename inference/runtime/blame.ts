/**
 * Finds out why a stage gave NaN or infinity: an input that held some already, a damaged weight file, or numbers that
 * grew too large. Done only after a stage has failed, so it may read whole weight files.
 */
import { firstBadStored } from '../checkpoint/bad-values.ts';
import { openComponent } from '../checkpoint/component.ts';
import { InferenceError } from '../errors.ts';
import type { ComponentRef } from '../families/requests.ts';
import { type BadElement, firstBad, placeOf } from '../finite.ts';
import type { Tensor } from '../tensor.ts';

/** Longest search through weights, in milliseconds: about ten gigabytes. */
const SEARCH_MS = 20_000;

/**
 * The error of a stage, with the cause as far as it was found.
 * @param error of an operation; only `not-finite` is looked into.
 * @param request of the operation: its tensors and components are searched.
 */
export async function withCause(error: unknown, request: unknown): Promise<unknown> {
  if (!(error instanceof InferenceError) || error.code !== 'not-finite') return error;
  const { tensors, components } = partsOf(request);
  for (const { path, tensor } of tensors) {
    const bad = firstBad(tensor.data);
    if (bad) return inputAtFault(error, path, bad, tensor.dims);
  }
  const until = performance.now() + SEARCH_MS;
  for (const path of components) {
    const found = await badWeightOf(path, until);
    if (found) return weightAtFault(error, found);
  }
  const searched =
    performance.now() < until
      ? 'No weight and no input holds NaN or infinity: the numbers grew too large on the way. ' +
        'Are all files of the checkpoint from one version of it?'
      : 'No input holds NaN or infinity, and no weight of those that could be searched in a short time.';
  return new InferenceError('not-finite', `${error.message}. ${searched}`, error.details, { cause: error });
}

interface BadWeight extends BadElement {
  readonly tensor: string;
  readonly file: string;
  readonly shape: readonly number[];
}

/** The first bad weight of a folder or file; undefined for none, and where there are no weights. */
async function badWeightOf(path: string, until: number): Promise<BadWeight | undefined> {
  const weights = await openComponent(path).catch(() => undefined);
  for (const tensor of weights?.names() ?? []) {
    const weight = weights?.get(tensor);
    if (weight?.encoding !== 'plain') continue;
    const bad = await firstBadStored(weight, until);
    if (bad) return { ...bad, tensor, file: weight.file, shape: weight.shape };
  }
  return undefined;
}

function inputAtFault({ message }: InferenceError, path: string, bad: BadElement, dims: readonly number[]): Error {
  return new InferenceError(
    'not-finite',
    `${message}. The input "${path}" already holds ${bad.value}, at ${placeOf(bad.index, dims)}: ` +
      'the node that made it is at fault',
    { tensor: path, field: path, expected: 'finite numbers', received: `${bad.value}` },
  );
}

function weightAtFault({ message }: InferenceError, { tensor, file, shape, ...bad }: BadWeight): Error {
  return new InferenceError(
    'not-finite',
    `${message}. The weight ${tensor} in ${file} holds ${bad.value}, at ${placeOf(bad.index, shape)}: ` +
      'the file is damaged. Download it again',
    { tensor, file, expected: 'finite numbers', received: `${bad.value}` },
  );
}

interface Parts {
  readonly tensors: readonly { readonly path: string; readonly tensor: Tensor<'float32'> }[];
  /** Paths of weights: LoRAs first, which are small and more often damaged. */
  readonly components: readonly string[];
}

/** The tensors and components anywhere in a request. */
function partsOf(request: unknown): Parts {
  const tensors: { path: string; tensor: Tensor<'float32'> }[] = [];
  const components: string[] = [];
  const loras: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
    if (isTensor(value)) tensors.push({ path, tensor: value });
    else if (Array.isArray(value)) value.forEach((item, index) => visit(item, `${path}[${index}]`));
    else {
      if (isComponent(value)) components.push(value.dir, ...(value.companions ?? []));
      if (isComponent(value)) loras.push(...(value.loras ?? []).map(({ file }) => file));
      for (const [name, item] of Object.entries(value)) visit(item, path === '' ? name : `${path}.${name}`);
    }
  };
  visit(request, '');
  return { tensors, components: [...loras, ...components] };
}

function isTensor(value: object): value is Tensor<'float32'> {
  return 'data' in value && value.data instanceof Float32Array;
}

function isComponent(value: object): value is ComponentRef {
  return 'dir' in value && 'digest' in value && typeof value.dir === 'string';
}
