/** The choice behind the setting `auto`. */
import type { PrecisionName } from './registry.ts';
import type { WeightMemory } from './weight-memory.ts';

/**
 * How weights are held, by kind of component, as far as the setting decides it.
 * @param widenedBytes memory of the weights as float32, by kind; undefined when the family does not tell.
 */
export function settleHeld(
  setting: PrecisionSetting,
  widenedBytes: Readonly<Partial<Record<string, number>>> | undefined,
  budgetBytes: number,
): Readonly<Record<string, PrecisionName>> {
  if (!widenedBytes) return { '*': setting === 'auto' ? 'cast' : setting };
  const held = Object.entries(widenedBytes).map(([kind, bytes = 0]) => {
    const memoryBy = (name: PrecisionName): WeightMemory => ({ copied: name === 'fp32' ? bytes : 0, mapped: 0 });
    return [kind, choosePrecision(setting, memoryBy, budgetBytes)] as const;
  });
  return Object.fromEntries(held);
}

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
