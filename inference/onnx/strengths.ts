/** Strengths of adapters: inputs of a graph, so that one loaded model serves every strength. */
import { float32 } from '../tensor.ts';
import type { Session, Tensors } from './session.ts';

/** Name of the input [1] that takes the strength of an adapter. */
export const strengthInput = (position: number): string => `strength.${position}`;

/**
 * The strengths that a graph asks for; it has no input for an adapter that changes none of its weights.
 * @param strengths of all adapters, in their order.
 */
export function strengthInputs({ inputNames }: Pick<Session, 'inputNames'>, strengths: readonly number[]): Tensors {
  const given = strengths.map((strength, i) => [strengthInput(i), float32(Float32Array.of(strength), [1])] as const);
  return Object.fromEntries(given.filter(([name]) => inputNames.includes(name)));
}
