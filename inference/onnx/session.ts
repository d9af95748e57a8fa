/** A loaded graph. Nothing else works with what onnxruntime.ts loads. */
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { precisionNamed, type PrecisionName } from '../precision/registry.ts';
import type { Tensor } from '../tensor.ts';
import { DeviceTensor, type Values } from './streaming/device-tensor.ts';
import type { OnnxModel } from './model.ts';
import { onnxruntime } from './onnxruntime.ts';
import { namedError } from './session-errors.ts';

export interface SessionOptions {
  /** How weights are held. */
  readonly precision: PrecisionName;
  /** Threads of one operator; default: one per core. */
  readonly threads?: number;
  /** Keep activation memory between runs; default true. Faster, but the peak stays until release. */
  readonly arena?: boolean;
  /** Outputs, by name, that {@link Session.runAll} leaves in the memory of the device; default: none. */
  readonly onDevice?: readonly string[];
}

/** Inputs or outputs of a run by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** What a session needs of a model. */
type LoadedGraph = Pick<OnnxModel, 'bytes' | 'device' | 'weightFiles' | 'weightRoot'>;

export class Session {
  readonly #session: InferenceSession;
  readonly #model: Pick<OnnxModel, 'device'>;

  private constructor(session: InferenceSession, model: Pick<OnnxModel, 'device'>) {
    this.#session = session;
    this.#model = model;
  }

  /**
   * Loads a graph; its weights are mapped from their files.
   * @throws InferenceError `out-of-memory` when they do not fit; on Windows `file-in-use` for a file that is being
   *   written, `path-too-long`; `device-failed` when a GPU cannot be used.
   */
  static async create(model: LoadedGraph, options: SessionOptions): Promise<Session> {
    const settings = sessionOptions(model, options);
    return new Session(
      await guarded(model, () => onnxruntime().InferenceSession.create(model.bytes, settings), model.weightFiles),
      model,
    );
  }

  /** Names of all inputs; a run gives every one. */
  get inputNames(): readonly string[] {
    return this.#session.inputNames;
  }

  /** Names of all outputs. */
  get outputNames(): readonly string[] {
    return this.#session.outputNames;
  }

  /**
   * Runs the graph. The inputs must not change before the promise settles.
   * @param outputs names to compute; default: all.
   * @throws InferenceError `out-of-memory`, after which the session stays usable; `device-failed` when a GPU is lost.
   */
  async run(inputs: Values, outputs: readonly string[] = this.#session.outputNames): Promise<Tensors> {
    const results = await guarded(this.#model, () => this.#session.run(toOrt(inputs), outputs));
    return Object.fromEntries(outputs.map((name) => [name, fromOrt(name, results[name])]));
  }

  /**
   * Runs the graph for all its outputs; {@link SessionOptions.onDevice} tells where they are. The inputs must not
   * change before the promise settles.
   * @throws InferenceError as {@link run}.
   */
  async runAll(inputs: Values): Promise<Values> {
    const results = await guarded(this.#model, () => this.#session.run(toOrt(inputs)));
    return Object.fromEntries(
      Object.entries(results).map(([name, value]) => [
        name,
        value.location === 'gpu-buffer' ? new DeviceTensor(value) : fromOrt(name, value),
      ]),
    );
  }

  /**
   * Runs the graph and writes results where the caller wants them. The inputs must not change before the promise
   * settles.
   * @param outputs are overwritten.
   * @throws InferenceError as {@link run}.
   */
  async runInto(inputs: Values, outputs: Tensors): Promise<void> {
    await guarded(this.#model, () => this.#session.run(toOrt(inputs), toOrt(outputs)));
  }

  /** Frees the memory. The session cannot run afterwards. */
  async release(): Promise<void> {
    await this.#session.release();
  }
}

function sessionOptions(
  { device, weightRoot }: LoadedGraph,
  { precision, threads, arena = true, onDevice = [] }: SessionOptions,
): InferenceSession.SessionOptions {
  const { prepacking, disabledOptimizers } = precisionNamed(precision).session;
  return {
    executionProviders: [...device.executionProviders] as InferenceSession.ExecutionProviderConfig[],
    graphOptimizationLevel: 'all',
    enableCpuMemArena: arena,
    enableMemPattern: false,
    logSeverityLevel: 3,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    ...(onDevice.length === 0 ? {} : { preferredOutputLocation: locations(onDevice) }),
    extra: {
      ...device.providerConfig,
      session: {
        ...(weightRoot === undefined ? {} : { model_external_initializers_file_folder_path: weightRoot }),
        disable_prepacking: prepacking ? '0' : '1',
        ...device.sessionConfig,
      },
      ...(disabledOptimizers.length === 0
        ? {}
        : { optimization: { disable_specified_optimizers: disabledOptimizers.join(';') } }),
    },
  };
}

function locations(onDevice: readonly string[]): Readonly<Record<string, 'gpu-buffer'>> {
  return Object.fromEntries(onDevice.map((name) => [name, 'gpu-buffer'] as const));
}

function toOrt(values: Values): Readonly<Record<string, OrtTensor>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value instanceof DeviceTensor ? value.value : ortTensor(value),
    ]),
  );
}

function ortTensor({ dtype, dims, data }: Tensor): OrtTensor {
  if (dtype === 'bfloat16') throw new TypeError('bfloat16 cannot enter a graph: widen it to float32');
  return new (onnxruntime().Tensor)(dtype, data, dims);
}

function fromOrt(name: string, value: OrtTensor | undefined): Tensor {
  if (value?.type === 'float32') return { dtype: 'float32', dims: value.dims, data: value.data as Float32Array };
  if (value?.type === 'int64') return { dtype: 'int64', dims: value.dims, data: value.data as BigInt64Array };
  throw new TypeError(`Output ${name} has unsupported type ${value?.type ?? 'none'}`);
}

/** @param files with weights, of a session that is made. */
async function guarded<T>(
  { device }: Pick<OnnxModel, 'device'>,
  work: () => Promise<T>,
  files: readonly string[] = [],
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw namedError(cause, { files, device });
  }
}
