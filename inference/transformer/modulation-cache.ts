/**
 * Modulation of recent timesteps: both passes of guidance, and schedules that are run again, compute it once. Between
 * runs a large model is not loaded.
 */
import type { OnnxModel } from '../onnx/model.ts';
import { Session, type Tensors } from '../onnx/session.ts';
import { strengthInputs } from '../onnx/strengths.ts';
import type { LoadOptions } from '../onnx/model-plan.ts';
import type { PrecisionName } from '../precision/registry.ts';
import { elementCount, float32, type Tensor } from '../tensor.ts';
import { type TimestepEmbedding, timestepEmbedding } from './timestep.ts';

/** Modulation weights stay as stored whatever the precision of the rest: each is used once per timestep. */
export const MODULATION_PRECISION = 'cast' satisfies PrecisionName;

/** Once a schedule is known the session rests, and an arena would keep the memory of its largest run. */
const SESSION = { precision: MODULATION_PRECISION, arena: false } as const;

/** From so many bytes of weights on a session is released after a run. Mapped weights load in milliseconds. */
const LARGE_BYTES = 2 ** 30;

/** Memory kept for results; one timestep of Qwen-Image takes 8.8 MB, so a schedule of 50 steps fits. */
const MAX_BYTES = 512 * 2 ** 20;

/**
 * Rows of every run; free ones are filled up. The matrix kernels add products in an order that depends on the number of
 * rows and threads, and the modulation of a timestep must not depend on which others are computed with it.
 */
const ROWS = 16;

/** Modulation tensors of one timestep by name, each [1, parts, width]. */
export type TimestepModulation = Readonly<Record<string, Tensor<'float32'>>>;

/** Inputs of a run besides timesteps. */
export interface ModulationSettings {
  /** The additional timestep condition, for models that have it. */
  readonly condition?: number | undefined;
  /** Of the adapters of the model, in their order; default: it has none. */
  readonly strengths?: readonly number[] | undefined;
}

export class ModulationCache {
  readonly #model: OnnxModel;
  readonly #threads: Pick<LoadOptions, 'threads'>;
  readonly #embedding: TimestepEmbedding;
  /** Kept between runs for a model that is not large. */
  #session: Session | undefined;
  /** Insertion order is order of use. */
  readonly #results = new Map<string, TimestepModulation>();
  #bytes = 0;

  private constructor(model: OnnxModel, threads: Pick<LoadOptions, 'threads'>, embedding: TimestepEmbedding) {
    this.#model = model;
    this.#threads = threads;
    this.#embedding = embedding;
  }

  /**
   * Loads the graph once, so that a run later finds nothing wrong with it.
   * @throws InferenceError as {@link Session.create}.
   */
  static async create(
    model: OnnxModel,
    { threads }: Pick<LoadOptions, 'threads'>,
    embedding: TimestepEmbedding = timestepEmbedding,
  ): Promise<ModulationCache> {
    const cache = new ModulationCache(model, threads === undefined ? {} : { threads }, embedding);
    await cache.#rest(await cache.#load());
    return cache;
  }

  /**
   * The modulation of each timestep. Those not in the cache are computed, {@link ROWS} in one run.
   * @param timesteps sigmas in [0, 1].
   */
  async get<const T extends readonly number[]>(
    timesteps: T,
    { condition, strengths = [] }: ModulationSettings = {},
  ): Promise<{ readonly [K in keyof T]: TimestepModulation }> {
    const inputs: Tensors = {
      ...strengthInputs({ inputNames: this.#model.inputs.map(({ name }) => name) }, strengths),
      ...(condition === undefined ? {} : { condition: int64(condition) }),
    };
    const setting = Object.values(inputs).map(({ data }) => String(data[0]));
    const key = (timestep: number): string => [timestep, ...setting].join('/');
    // Taken out first: remembering one result may drop another from the cache.
    const known = new Map(timesteps.map((timestep) => [timestep, this.#results.get(key(timestep))]));
    const missing = [...known.keys()].filter((timestep) => !known.get(timestep));
    for (const [timestep, result] of await this.#compute(missing, inputs)) known.set(timestep, result);
    const results = timesteps.map((timestep) => {
      const result = known.get(timestep) as TimestepModulation;
      this.#remember(key(timestep), result);
      return result;
    });
    return results as { readonly [K in keyof T]: TimestepModulation };
  }

  async release(): Promise<void> {
    await this.#session?.release();
    this.#session = undefined;
  }

  async #compute(timesteps: readonly number[], inputs: Tensors): Promise<ReadonlyMap<number, TimestepModulation>> {
    const results = new Map<number, TimestepModulation>();
    if (timesteps.length === 0) return results;
    const session = await this.#load();
    try {
      for (let start = 0; start < timesteps.length; start += ROWS) {
        const batch = timesteps.slice(start, start + ROWS);
        const outputs = await session.run({
          timestep: this.#embedding(Array.from({ length: ROWS }, (_, row) => batch[row] ?? 0)),
          ...inputs,
        });
        for (const [row, timestep] of batch.entries()) results.set(timestep, rowOf(outputs, row));
      }
    } finally {
      await this.#rest(session);
    }
    return results;
  }

  async #load(): Promise<Session> {
    return this.#session ?? Session.create(this.#model, { ...this.#threads, ...SESSION });
  }

  /** Keeps the session of a small model. */
  async #rest(session: Session): Promise<void> {
    if (this.#model.weightMemory(MODULATION_PRECISION).mapped < LARGE_BYTES) this.#session = session;
    else await session.release();
  }

  #remember(key: string, result: TimestepModulation): void {
    if (!this.#results.delete(key)) this.#bytes += byteSize(result);
    this.#results.set(key, result);
    for (const [oldest, value] of this.#results) {
      if (this.#bytes <= MAX_BYTES || oldest === key) break;
      this.#results.delete(oldest);
      this.#bytes -= byteSize(value);
    }
  }
}

function int64(value: number): Tensor<'int64'> {
  return { dtype: 'int64', dims: [1], data: BigInt64Array.of(BigInt(value)) };
}

/** One row of every output [rows, parts, width]. */
function rowOf(outputs: Tensors, row: number): TimestepModulation {
  const rows = Object.entries(outputs).map(([name, { data, dims }]) => {
    const shape = [1, ...dims.slice(1)];
    const size = elementCount(shape);
    return [name, float32((data as Float32Array).slice(row * size, (row + 1) * size), shape)] as const;
  });
  return Object.fromEntries(rows);
}

function byteSize(result: TimestepModulation): number {
  return Object.values(result).reduce((sum, { data }) => sum + data.byteLength, 0);
}
