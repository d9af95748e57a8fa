/** Ranges and steps of number inputs: the values a field offers, and what is wrong with others. */
import type { InputDefinition } from '../../../../engine/protocol/index.ts';
import { msg, t } from '../../../i18n/t.ts';

export type NumberInput = Extract<InputDefinition, { readonly kind: 'int' | 'float' }>;

export interface Range {
  readonly min: number;
  readonly max: number;
}

const NOT_WHOLE = msg('Enter a whole number.');
/** The most steps of a slider. More are too fine to drag. */
const SLIDER_STEPS = 256;
/** A slider for a wide range ends at about this many times the default. */
const OFTEN_USED = 5;

/** The increment of stepper buttons, arrow keys and dragging. */
export function stepOf(input: NumberInput): number {
  if (input.step !== undefined) return input.step;
  if (input.kind === 'int') return 1;
  return input.max - input.min <= 2 ? 0.01 : 0.1;
}

/** The nearest valid value: in range and, for a whole number, a multiple of the step counted from `min`. */
export function nearestValid(input: NumberInput, value: number): number {
  const inRange = Math.min(Math.max(value, input.min), input.max);
  if (input.kind === 'float') return inRange;
  const step = input.step ?? 1;
  // A very large `min` would cost the last digits. Then count from 0.
  const origin = Number.isSafeInteger(input.min * 2) ? input.min : 0;
  const rounded = origin + Math.round((inRange - origin) / step) * step;
  // Adding 0 turns -0 into 0.
  return stepInside(rounded, step, input) + 0;
}

/** Rounding may leave the range by less than a step. */
function stepInside(value: number, step: number, { min, max }: Range): number {
  if (value > max) return value - step;
  return value < min ? value + step : value;
}

/**
 * Like {@link nearestValid}, but also rounds a decimal number to a multiple of `unit`, so that dragging gives short
 * numbers.
 */
export function snapped(input: NumberInput, value: number, unit: number): number {
  if (input.kind === 'int') return nearestValid(input, value);
  return nearestValid(input, Number((Math.round(value / unit) * unit).toFixed(decimals(unit))));
}

/** Decimals that a multiple of `unit` needs. */
function decimals(unit: number): number {
  return Math.min(12, Math.max(0, Math.ceil(-Math.log10(unit)) + 1));
}

/** The range of a slider, undefined if a slider would be no use. The field itself accepts every valid value. */
export function sliderRange(input: NumberInput): Range | undefined {
  const { min, max } = input;
  if (input.kind === 'float' && input.slider) return { min: input.slider[0], max: input.slider[1] };
  const steps = (max - min) / stepOf(input);
  if (steps <= SLIDER_STEPS && max - min >= stepOf(input) * 4) return { min, max };
  const usual = input.default;
  if (usual === undefined || usual <= min || min < 0 || usual > 24) return undefined;
  const top = niceCeiling(min + (usual - min) * OFTEN_USED);
  return top < max && (top - min) / stepOf(input) <= SLIDER_STEPS ? { min, max: top } : undefined;
}

/** The next number of 1, 2, 5, 10, 20, 50, ... The factor 0.999 forgives rounding errors. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= value * 0.999) ?? value;
}

/** The position of a value in a range, from 0 to 1, clamped. */
export function fractionOf({ min, max }: Range, value: number): number {
  return Math.min(1, Math.max(0, (value - min) / (max - min)));
}

/** A number as text, without the noise of binary fractions. */
export function formatNumber(value: number): string {
  return Math.abs(value) < 1e12 ? String(Number(value.toFixed(6))) : String(value);
}

/** @returns what is wrong with a value, undefined if it is valid. */
export function rangeSentence(input: NumberInput, value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return input.kind === 'int' ? t(NOT_WHOLE) : t('Enter a number.');
  if (value < input.min) return t('At least {least}.', { least: formatNumber(input.min) });
  if (value > input.max) return t('At most {most}.', { most: formatNumber(input.max) });
  if (input.kind === 'float') return undefined;
  if (!Number.isInteger(value)) return t(NOT_WHOLE);
  const step = input.step ?? 1;
  if ((value - input.min) % step === 0) return undefined;
  const near = nearestValid(input, value);
  return input.min % step === 0
    ? t('Enter a multiple of {step}, such as {near}.', { step, near })
    : t('Enter a multiple of {step} counted from {least}, such as {near}.', { step, least: input.min, near });
}
