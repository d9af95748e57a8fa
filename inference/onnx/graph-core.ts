/**
 * The core of the graph builder: inputs, outputs, weights, constants and nodes. What single operators look like is in
 * `graph.ts`. Every value carries its shape and every shape is written into the model: without them the runtime cannot
 * match symbolic sizes, and loading 60 blocks takes half a minute instead of a second.
 */
import type { WeightSource } from '../checkpoint/weight-source.ts';
import { type DType, elementCount, type Tensor } from '../tensor.ts';
import type { OnnxModel, Shape, Value } from './model.ts';
import { type Attribute, encodeModel, type Initializer, type Node } from './protobuf.ts';
import { WeightRequests } from './weight-requests.ts';

/** What a node produces, before it has a name. */
export interface OutputSpec {
  readonly dtype: DType;
  readonly shape: Shape;
}

export interface EmitOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly domain?: 'com.microsoft';
}

export class GraphCore {
  readonly #name: string;
  readonly #weights: WeightRequests;
  readonly #exposed: ReadonlySet<string>;
  readonly #nodes: Node[] = [];
  readonly #initializers = new Map<string, Initializer>();
  readonly #loaded = new Map<string, Value>();
  readonly #inputs: Value[] = [];
  readonly #outputs: Value[] = [];
  readonly #infos: Value[] = [];

  /**
   * @param name of the graph, for profiles and messages of the runtime.
   * @param exposed intermediate values (see {@link tap}) to return as outputs, for tests.
   */
  constructor(name: string, source: WeightSource, exposed: Iterable<string> = []) {
    this.#name = name;
    this.#weights = new WeightRequests(source);
    this.#exposed = new Set(exposed);
  }

  input(name: string, dtype: DType, shape: Shape): Value {
    const value = { name, dtype, shape };
    this.#inputs.push(value);
    return value;
  }

  output(name: string, value: Value): void {
    const output = { ...value, name };
    this.#nodes.push({ op: 'Identity', domain: '', inputs: [value.name], outputs: [name], attributes: {} });
    this.#outputs.push(output);
  }

  /** Gives an intermediate value a name under which it can be exposed. */
  tap(name: string, value: Value): Value {
    if (this.#exposed.has(name)) this.output(name, value);
    return value;
  }

  /**
   * A checkpoint tensor as float32, left in its file. Problems are reported by {@link finish}.
   * @param kept see {@link WeightRequests.request}.
   */
  weight(name: string, shape: readonly number[], kept?: number): Value {
    const known = this.#loaded.get(name);
    if (known) return known;
    const found = this.#weights.request(name, shape, kept);
    let value: Value = { name, dtype: found?.dtype ?? 'float32', shape };
    if (found) this.#initializers.set(name, { value, stored: found.location });
    if (value.dtype !== 'float32') {
      [value] = this.emit('Cast', [value], [{ dtype: 'float32', shape }], { attributes: { to: { int: 1 } } });
    }
    this.#loaded.set(name, value);
    return value;
  }

  /** A constant inside the model; equal constants are stored once. */
  constant(tensor: Tensor): Value {
    const raw = new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
    const name = `const.${tensor.dtype}.${tensor.dims.join('x')}.${elementCount(tensor.dims) <= 8 ? [...tensor.data].join('_') : this.#initializers.size}`;
    const value = { name, dtype: tensor.dtype, shape: tensor.dims };
    if (!this.#initializers.has(name)) this.#initializers.set(name, { value, raw });
    return value;
  }

  /** Adds a node. An `undefined` input is an optional one left out. */
  protected emit<const O extends readonly OutputSpec[]>(
    op: string,
    inputs: readonly (Value | undefined)[],
    outputs: O,
    { attributes = {}, domain }: EmitOptions = {},
  ): { readonly [K in keyof O]: Value } {
    const values = outputs.map((spec, i): Value => ({
      name: `${op}_${this.#nodes.length}.${i}`,
      dtype: spec.dtype,
      shape: spec.shape,
    }));
    this.#infos.push(...values);
    this.#nodes.push({
      op,
      domain: domain ?? '',
      inputs: inputs.map((value) => value?.name ?? ''),
      outputs: values.map((value) => value.name),
      attributes,
    });
    return values as { readonly [K in keyof O]: Value };
  }

  /**
   * Serialises the graph.
   * @throws InferenceError `tensor-missing` or `tensor-mismatch` listing all weights that are absent or of the wrong shape
   *   or dtype.
   */
  finish(): OnnxModel {
    this.#weights.assertFound();
    const bytes = encodeModel({
      name: this.#name,
      nodes: this.#nodes,
      initializers: [...this.#initializers.values()],
      inputs: this.#inputs,
      outputs: this.#outputs,
      infos: this.#infos,
    });
    return {
      bytes,
      inputs: this.#inputs,
      outputs: this.#outputs,
      weightNames: this.#weights.used,
      weightMemory: (precision) => this.#weights.memory(precision),
    };
  }
}
