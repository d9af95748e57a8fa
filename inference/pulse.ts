/** The pulse of a long computation: a call between its parts, where it tells how far it is and may be cancelled. */

/**
 * Called between two parts of a computation.
 * @param share of the computation that is done, in (0, 1].
 * @param text so far, of a computation that writes one.
 * @throws when nobody waits for the result any more; the computation ends there.
 */
export type Pulse = (share: number, text?: string) => Promise<void>;

/** Of a computation that nobody follows. */
export const noPulse: Pulse = () => Promise.resolve();

/** The pulse of part `index` of `count` equal parts of a computation. */
export function pulseOfPart(pulse: Pulse, index: number, count: number): Pulse {
  return (share) => pulse((index + share) / count);
}
