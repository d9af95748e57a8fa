/** Which weights of a model stay on a device: the forecast of its memory, for plans and for runs. */

/**
 * Weights that do not stay are on the device twice while they are used: where they arrive, and where they are sent
 * from, which is the same memory on devices without one of their own.
 */
const COPIES_SENT = 2;

/** What a model needs of a device, in bytes. */
export interface DeviceNeed {
  /** Weights of each graph, in the order in which they run. */
  readonly weights: readonly number[];
  /** Inputs, outputs and values between them, of the graph that takes most. */
  readonly activations: number;
}

/** Bytes on the device while the first `kept` graphs keep their weights there, and the others are sent theirs. */
export function bytesWith(kept: number, { weights, activations }: DeviceNeed): number {
  const staying = weights.slice(0, kept).reduce((sum, bytes) => sum + bytes, 0);
  return staying + activations + COPIES_SENT * Math.max(0, ...weights.slice(kept));
}

/** The least bytes with which the model works. */
export function leastBytes(need: DeviceNeed): number {
  return Math.min(bytesWith(0, need), ...need.weights.map((_, i) => bytesWith(i + 1, need)));
}

/**
 * How many of the first graphs keep their weights within `room` bytes. A step runs all graphs in turn, so it does not
 * matter which of them do.
 * @returns undefined when the model cannot work in the room.
 */
export function keptWithin(room: number, need: DeviceNeed): number | undefined {
  for (let kept = need.weights.length; kept >= 0; kept -= 1) if (bytesWith(kept, need) <= room) return kept;
  return undefined;
}
