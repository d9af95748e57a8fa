/** What a number field did with a value that it could not take as it was. */
import { t } from '../../../i18n/t.ts';
import { formatNumber, type NumberInput } from './range.ts';

/** @returns undefined when the value was taken as typed, or only rounded to a whole number. */
export function takenSentence(input: NumberInput, typed: number, taken: number): string | undefined {
  const values = { typed: formatNumber(typed), taken: formatNumber(taken) };
  if (typed > input.max) return t('{typed} is more than the limit: {taken} is taken.', values);
  if (typed < input.min) return t('{typed} is less than the limit: {taken} is taken.', values);
  const isRounded = Math.abs(taken - typed) < 1;
  if (isRounded || input.step === undefined) return undefined;
  return t('{typed} is no multiple of {step}: {taken} is taken.', { ...values, step: formatNumber(input.step) });
}
