/** Modulation of recent timesteps, so that both passes of classifier-free guidance and repeated schedules compute it once. */
import type { Session, Tensors } from '../../../onnx/session.ts';
import type { PrecisionName } from '../../../precision/registry.ts';
import { elementCount, float32, type Tensor } from '../../../tensor.ts';
import { timestepEmbedding } from './timestep.ts';

/** Modulation weights stay as stored whatever the precision of the rest: each is used once per timestep. */
export const MODULATION_PRECISION = 'cast' satisfies PrecisionName;

/** Memory kept for results; one timestep of Qwen-Image takes 8.8 MB, so a schedule of 50 steps fits. */
const MAX_BYTES = 512 * 2 ** 20;

/**
 * Rows of a run at least. The matrix kernels add up in another order for fewer, and a timestep's modulation must not depend
 * on which others were computed with it.
 */
const MIN_ROWS = 4;

/** Modulation tensors of one timestep by name, each [1, parts, width]. */
export type TimestepModulation = Readonly<Record<string, Tensor<'float32'>>>;

export class ModulationCache {
  readonly #session: Session;
  readonly #results = new Map<string, TimestepModulation>();
  #bytes = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * The modulation of each timestep; those not remembered are computed in one run.
   * @param timesteps sigmas in [0, 1].
   * @param condition the additional timestep condition, for models that have it.
   */
  async get(timesteps: readonly number[], condition?: number): Promise<readonly TimestepModulation[]> {
    const key = (timestep: number): string => `${timestep}/${condition ?? ''}`;
    const known = new Map(timesteps.map((timestep) => [timestep, this.#results.get(key(timestep))]));
    const missing = [...known.keys()].filter((timestep) => !known.get(timestep));
    if (missing.length > 0) {
      const outputs = await this.#session.run({
        timestep: timestepEmbedding([
          ...missing,
          ...Array.from({ length: MIN_ROWS - missing.length }, () => missing[0] ?? 0),
        ]),
        ...(condition === undefined
          ? {}
          : { condition: { dtype: 'int64', dims: [1], data: BigInt64Array.of(BigInt(condition)) } as const }),
      });
      missing.forEach((timestep, row) => known.set(timestep, rowOf(outputs, row)));
    }
    return timesteps.map((timestep) => {
      const result = known.get(timestep) ?? {};
      this.#remember(key(timestep), result);
      return result;
    });
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

function rowOf(outputs: Tensors, row: number): TimestepModulation {
  return Object.fromEntries(
    Object.entries(outputs).map(
      ([
        name,
        {
          data,
          dims: [, ...rest],
        },
      ]) => {
        const size = elementCount(rest);
        return [name, float32((data as Float32Array).slice(row * size, (row + 1) * size), [1, ...rest])];
      },
    ),
  );
}

function byteSize(result: TimestepModulation): number {
  return Object.values(result).reduce((sum, { data }) => sum + data.byteLength, 0);
}
