/** Seeds of 64 bits: above what a number of JSON holds exactly, ours are texts. */
import { type Given, type Native, Untranslatable } from '../../../engine/comfyui/translate/wire.ts';

/**
 * The digits that JSON writes for the number, because ComfyUI's editor sends those and Python reads them exactly.
 * @throws Untranslatable for a number above 2^64 - 1, which JSON may hold.
 */
export function seedOf(given: Given, input: string): Native {
  const value = given.value(input);
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  if (!(Math.abs(value) < 2 ** 64)) throw new Untranslatable(`has a seed ("${input}") above 18446744073709551615`);
  return JSON.stringify(Math.trunc(value));
}
