/** A pass whose first block has run, for step caches, and the sums that they need. */
import type { Pulse } from '../pulse.ts';
import { float32, type Tensor } from '../tensor.ts';

/** Every matrix has the rows of all image tokens, unless it says otherwise. */
export interface StartedStep {
  /** What the first block added to the image stream [image tokens, width]. */
  readonly firstChange: Tensor<'float32'>;
  /** Runs the other blocks. The change is what they added to the image stream. */
  finish(pulse: Pulse): Promise<{ readonly velocity: Tensor<'float32'>; readonly change: Tensor<'float32'> }>;
  /**
   * The velocity if the other blocks add a change.
   * @param change of the first image tokens [tokens, width]; the others get no velocity.
   */
  finishWith(change: Tensor<'float32'>): Promise<Tensor<'float32'>>;
}

/** a - b, of one shape. */
export function difference(a: Tensor<'float32'>, b: Tensor<'float32'>): Tensor<'float32'> {
  return float32(
    a.data.map((value, i) => value - (b.data[i] as number)),
    a.dims,
  );
}

/** As many first rows of `a` as `b` has, plus `b`. */
export function firstRowsPlus(a: Tensor<'float32'>, b: Tensor<'float32'>): Tensor<'float32'> {
  return float32(
    b.data.map((value, i) => value + (a.data[i] as number)),
    b.dims,
  );
}
