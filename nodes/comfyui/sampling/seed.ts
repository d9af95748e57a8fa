/** Seeds of 64 bits: above what a number of JSON holds exactly, ours are texts. */
import type { Given, Native } from '../../../engine/comfyui/translate/wire.ts';

export function seedOf(given: Given, input: string): Native {
  const value = given.value(input);
  return typeof value === 'number' && !Number.isSafeInteger(value) ? String(BigInt(Math.trunc(value))) : value;
}
