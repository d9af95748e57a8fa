/** Seeds of 64 bits: above what a number of JSON holds exactly, ours are texts. */
import { type Given, type Native, Untranslatable } from '../../../engine/comfyui/translate/wire.ts';

/** @throws Untranslatable for a number that is larger than any of JavaScript's, which JSON may hold. */
export function seedOf(given: Given, input: string): Native {
  const value = given.value(input);
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  if (!Number.isFinite(value)) throw new Untranslatable(`has a seed ("${input}") above 18446744073709551615`);
  return String(BigInt(Math.trunc(value)));
}
