/**
 * The core of the graph builder: inputs, outputs, weights, constants and nodes. The operators are in `graph.ts`. Every
 * value carries its shape and every shape is written into the model: without them onnxruntime cannot match symbolic
 * sizes, and loading 60 blocks takes half a minute instead of a second.
 */
import type { StoredWeight } from '../checkpoint/stored-weight.ts';
import type { WeightSource } from '../checkpoint/weight-source.ts';
import type { PrecisionName } from '../precision/registry.ts';
import type { WeightMemory } from '../precision/weight-memory.ts';
import { elementCount, type Tensor } from '../tensor.ts';
import type { Device } from './devices/device.ts';
import { DEFAULT_DEVICE } from './devices/registry.ts';
import { type EmitOptions, type Emitter, emitOne, type OutputSpec } from './emitter.ts';
import { externalRoot } from './external-data.ts';
import { activationPeak } from './streaming/activations.ts';
import { streamGraph } from './streaming/stream-graph.ts';
import { weightDType, type WeightInput } from './streaming/weight-inputs.ts';
import type { OnnxModel } from './model.ts';
import { encodeModel, type GraphParts, type Initializer, type Node } from './protobuf.ts';
import { type GraphWeight, isNibbles, isRowCoded, type StoredValues } from './graph-weight.ts';
import type { Matrix, MatrixOfCodes, MatrixOfNibbles, WidenedMatrix } from './matrix.ts';
import { strengthInput } from './strengths.ts';
import type { GraphDType, Shape, Value } from './value.ts';
import type { WeightProblem } from './weight-problems.ts';
import { WeightRequests } from './weight-requests.ts';

/** Constants of up to this many values are named by their values, so that equal ones are stored once. */
const SHARED_CONSTANT_VALUES = 8;

export interface GraphOptions {
  /** Device to build for; default: {@link DEFAULT_DEVICE}. */
  readonly device?: Device;
  /** Intermediate values (see {@link GraphCore.tap}) to return as outputs, for tests. */
  readonly exposed?: Iterable<string>;
  /** Problems with weights of earlier graphs of the same model: {@link GraphCore.finish} reports all of them. */
  readonly problems?: WeightProblem[];
  /** Whether weights are inputs, which every run is given; default: they lie in the graph. */
  readonly streamed?: boolean;
}

export class GraphCore implements Emitter {
  protected readonly device: Device;
  readonly #name: string;
  readonly #weights: WeightRequests;
  readonly #exposed: ReadonlySet<string>;
  /** Weights that are inputs, by name; undefined when they lie in the graph. */
  readonly #streamed: Map<string, WeightInput> | undefined;
  readonly #nodes: Node[] = [];
  readonly #initializers = new Map<string, Initializer>();
  /** Constants of many values by their array. */
  readonly #constants = new Map<Tensor['data'], Value>();
  readonly #loaded = new Map<string, WidenedMatrix>();
  readonly #coded = new Map<string, MatrixOfCodes | MatrixOfNibbles>();
  readonly #inputs: Value[] = [];
  readonly #outputs: Value[] = [];
  readonly #infos: Value[] = [];

  /** @param name of the graph, for profiles and messages of onnxruntime. */
  constructor(name: string, source: WeightSource, options: GraphOptions = {}) {
    const { device = DEFAULT_DEVICE, exposed = [], problems, streamed = false } = options;
    this.device = device;
    this.#name = name;
    this.#weights = new WeightRequests(source, device.kernels.integers !== undefined, problems);
    this.#exposed = new Set(exposed);
    this.#streamed = streamed ? new Map() : undefined;
  }

  /** Number of values of the weights asked for so far. */
  get weightElements(): number {
    return this.#weights.elements;
  }

  /** An input of the graph; one asked for again is the same value. */
  input(name: string, dtype: GraphDType, shape: Shape): Value {
    const known = this.#inputs.find((input) => input.name === name);
    if (known) return known;
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
   * @param keptShare see {@link WeightRequests.request}.
   */
  weight(name: string, shape: readonly number[], keptShare?: number): Value {
    return this.#values(this.#once(name, shape, () => this.#weights.request(name, shape, keptShare)));
  }

  /** The weight [out, in] of a linear layer, and the low-rank updates that adapters add to it. */
  protected matrix(name: string, out: number, input: number): Matrix {
    const matrix = this.#matrix(name, [out, input]);
    const updates = this.#weights.updates(name).map(({ down, up, scale, position }, i) => {
      const [rank = 0] = down.shape;
      return {
        down: this.#factor(`${name}.updates.${i}.down`, down, [rank, input]),
        up: this.#factor(`${name}.updates.${i}.up`, up, [out, rank]),
        scale,
        strength: this.#strength(position),
      };
    });
    return { ...matrix, updates };
  }

  /** A constant inside the model. Equal ones of few values are stored once, and those of one array and shape. */
  constant(tensor: Tensor): Value {
    const { dtype, dims, data } = tensor;
    const isShared = elementCount(dims) <= SHARED_CONSTANT_VALUES;
    const known = isShared ? undefined : this.#constants.get(data);
    if (known) return known;
    const name = `const.${dtype}.${dims.join('x')}.${isShared ? [...data].join('_') : this.#initializers.size}`;
    const value = { name, dtype, shape: dims };
    this.#constants.set(data, value);
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (!this.#initializers.has(name)) this.#initializers.set(name, { value, raw });
    return value;
  }

  /** Adds a node. An `undefined` input is an optional one left out. For kernels and `Graph`, not for graph builders. */
  emit<const O extends readonly OutputSpec[]>(
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

  /** Memory of the device takes a copy of every weight. */
  #memory(precision: PrecisionName): WeightMemory {
    const { copied, mapped } = this.#weights.memory(precision);
    return this.device.isHost ? { copied, mapped } : { copied: copied + mapped, mapped: 0 };
  }

  /** The strength [1] of an adapter; an input of the graph only if the adapter changes one of its weights. */
  #strength(position: number): Value {
    return this.input(strengthInput(position), 'float32', [1]);
  }

  #factor(name: string, weight: StoredWeight, shape: readonly number[]): Value {
    return this.#values(this.#once(name, shape, () => this.#weights.requestFactor(name, weight, shape)));
  }

  /** A stored weight as float32; one asked for again is the same value. */
  #once(name: string, shape: readonly number[], find: () => GraphWeight | undefined): WidenedMatrix {
    const known = this.#loaded.get(name);
    if (known) return known;
    const matrix = this.#held(name, shape, find());
    this.#loaded.set(name, matrix);
    return matrix;
  }

  /** Integers, where the kernels multiply them as they are; else float32. */
  #matrix(name: string, shape: readonly [out: number, input: number]): WidenedMatrix | MatrixOfCodes | MatrixOfNibbles {
    const known = this.#coded.get(name) ?? this.#loaded.get(name);
    if (known) return known;
    const found = this.#weights.requestMatrix(name, shape);
    if (found?.scale && isNibbles(found)) return this.#nibbles(name, shape, found, found.scale);
    const kernels = this.device.kernels.integers;
    if (!kernels || !found?.scale || !isRowCoded(found)) return this.#once(name, shape, () => found);
    const codes = this.#stored(name, found.values, shape);
    const scale = this.#factors(name, shape, found.scale);
    const matrix = { form: 'codes', kernels, codes, scale, rotation: found.rotation } as const;
    this.#coded.set(name, matrix);
    return matrix;
  }

  #nibbles(
    name: string,
    [out, input]: readonly [out: number, input: number],
    { values, offset }: GraphWeight,
    scale: StoredValues,
  ): MatrixOfNibbles {
    const blocks = elementCount(scale.location.shape) / out;
    const block = input / blocks;
    const matrix = {
      form: 'nibbles',
      nibbles: this.#stored(name, values, [out, blocks, block / 2]),
      scale: this.#stored(`${name}.scale`, scale, [out, blocks]),
      offset: offset && { values: this.#stored(`${name}.offset`, offset, [out, blocks]), group: block },
    } as const;
    this.#coded.set(name, matrix);
    return matrix;
  }

  #held(name: string, shape: readonly number[], found: GraphWeight | undefined): WidenedMatrix {
    const { scale, offset, group, rotation } = found ?? {};
    const plain = { form: 'widened', scale: undefined, offset: undefined, rotation } as const;
    if (scale === undefined) return { ...plain, weight: this.#widened(name, found?.values, shape) };
    if (group === undefined) {
      const factors = this.#factors(name, shape, scale);
      return { ...plain, weight: this.#widened(name, found?.values, shape), scale: factors };
    }
    const groups = elementCount(shape) / group;
    const codes = this.#stored(name, found?.values, [groups, group]);
    const factors = this.#widened(`${name}.scale`, scale, [groups]);
    const scaled = this.device.kernels.dequantise(this, codes, factors);
    const offsets = offset && this.#widened(`${name}.offset`, offset, [shape[0] ?? 1, groups / (shape[0] ?? 1)]);
    return {
      ...plain,
      weight: this.#reshaped(scaled, shape),
      offset: offsets && { values: offsets, group },
    };
  }

  /** One factor, or one for each row. */
  #factors(name: string, shape: readonly number[], scale: StoredValues): Value {
    const isShared = elementCount(scale.location.shape) === 1;
    return this.#widened(`${name}.scale`, scale, isShared ? [] : shape.slice(0, 1));
  }

  /** Numbers in a file as float32. */
  #widened(name: string, values: StoredValues | undefined, shape: readonly number[]): Value {
    return this.device.kernels.widen(this, this.#stored(name, values, shape));
  }

  /** Numbers in a file. @param shape may differ from the stored one, not in its number of values. */
  #stored(name: string, values: StoredValues | undefined, shape: readonly number[]): Value {
    if (values && this.#streamed) {
      const { location } = values;
      const given = { name, dtype: weightDType(location.dtype), shape, location };
      this.#streamed.set(name, given);
      return given;
    }
    const stored: Value = { name, dtype: values?.dtype ?? 'float32', shape };
    if (values) this.#initializers.set(name, { value: stored, stored: values.location });
    return stored;
  }

  /** The values of a weight, whose scale and offset are still apart. */
  #values({ weight, scale, offset }: WidenedMatrix): Value {
    const rows =
      scale?.shape[0] === undefined ? scale : this.#reshaped(scale, [-1, ...weight.shape.slice(1).map(() => 1)]);
    const scaled = rows ? emitOne(this, 'Mul', [weight, rows], weight.shape) : weight;
    if (!offset) return scaled;
    const grouped = this.#reshaped(scaled, [-1, offset.group]);
    const less = this.#reshaped(offset.values, [-1, 1]);
    return this.#reshaped(emitOne(this, 'Sub', [grouped, less], grouped.shape), weight.shape);
  }

  /** @param shape of numbers, of which one may be -1. */
  #reshaped(x: Value, shape: Shape): Value {
    const sizes = BigInt64Array.from(shape, BigInt);
    const known = shape.reduce<number>((product, size) => product * (size === -1 ? 1 : Number(size)), 1);
    const whole = x.shape.reduce<number>((product, size) => product * Number(size), 1);
    const dims = shape.map((size) => (size === -1 ? whole / known : size));
    return emitOne(this, 'Reshape', [x, this.constant({ dtype: 'int64', dims: [sizes.length], data: sizes })], dims);
  }

  /**
   * Serialises the graph.
   * @throws InferenceError `tensor-missing` or `tensor-mismatch` listing all weights that are absent or of the wrong
   *   shape or dtype; `files-apart` for weights on different drives.
   */
  finish(): OnnxModel {
    this.#weights.assertFound();
    const whole: GraphParts = {
      name: this.#name,
      nodes: this.#nodes,
      initializers: [...this.#initializers.values()],
      inputs: this.#inputs,
      outputs: this.#outputs,
      infos: this.#infos,
    };
    const given = this.#streamed && streamGraph(whole, [...this.#streamed.values()]);
    const files = filesOf(whole);
    return {
      bytes: given?.bytes ?? encodeModel(whole),
      ...(given ? { streamed: given.streamed } : {}),
      weightFiles: files,
      weightRoot: externalRoot(files),
      device: this.device,
      inputs: this.#inputs,
      outputs: this.#outputs,
      weightNames: this.#weights.used,
      prepared: this.#weights.prepared,
      weightMemory: (precision) => this.#memory(precision),
      activationBytes: (sizes) => activationPeak(given?.graph ?? whole, sizes),
    };
  }
}

/** Files that a graph refers to. */
function filesOf({ initializers }: GraphParts): readonly string[] {
  return [...new Set(initializers.flatMap((each) => ('stored' in each ? [each.stored.file] : [])))];
}
