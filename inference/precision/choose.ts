/** The choice behind the setting `auto`. */
import type { PrecisionName } from './registry.ts';
import type { WeightMemory } from './weight-memory.ts';

/** `auto` widens a component to float32 while its weights take no more than this share of the budget. */
const WIDENED_SHARE = 0.4;

/** A user's choice: a way of holding weights, or the fastest one that fits well. */
export type PrecisionSetting = 'auto' | PrecisionName;

/**
 * Resolves a setting for one component.
 * @param memoryBy memory that the component's weights take, by precision.
 * @param budgetBytes memory for the weights of all components.
 */
export function choosePrecision(
  setting: PrecisionSetting,
  memoryBy: (precision: PrecisionName) => WeightMemory,
  budgetBytes: number,
): PrecisionName {
  if (setting !== 'auto') return setting;
  return memoryBy('fp32').copied <= budgetBytes * WIDENED_SHARE ? 'fp32' : 'cast';
}
