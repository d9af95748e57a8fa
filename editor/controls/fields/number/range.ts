/** Ranges and steps of number inputs: which values a field offers, and how it says that one is outside. */
import type { InputDefinition } from '../../../../engine/protocol/index.ts';

export type NumberInput = Extract<InputDefinition, { readonly kind: 'int' | 'float' }>;

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Most steps of a slider: more are too fine to drag. */
const SLIDER_STEPS = 256;
/** A slider for a wide range ends at about so many times the default. */
const OFTEN_USED = 5;

/** Increment of steppers, arrow keys and dragging. */
export function stepOf(input: NumberInput): number {
  if (input.step !== undefined) return input.step;
  if (input.kind === 'int') return 1;
  return input.max - input.min <= 2 ? 0.01 : 0.1;
}

/** The nearest value that is valid: in range, and for whole numbers a multiple of the step counted from `min`. */
export function nearestValid(input: NumberInput, value: number): number {
  const inRange = Math.min(Math.max(value, input.min), input.max);
  if (input.kind === 'float') return inRange;
  const step = input.step ?? 1;
  // Counted from 0 where counting from `min` would lose the last digits.
  const origin = Number.isSafeInteger(input.min * 2) ? input.min : 0;
  const rounded = origin + Math.round((inRange - origin) / step) * step;
  const inside = rounded > input.max ? rounded - step : rounded < input.min ? rounded + step : rounded;
  return inside === 0 ? 0 : inside;
}

/** As {@link nearestValid}, with a decimal number on a multiple of `unit` too, so that dragging gives short numbers. */
export function snapped(input: NumberInput, value: number, unit: number): number {
  if (input.kind === 'int') return nearestValid(input, value);
  return nearestValid(input, Number((Math.round(value / unit) * unit).toFixed(decimals(unit))));
}

function decimals(unit: number): number {
  return Math.min(12, Math.max(0, Math.ceil(-Math.log10(unit)) + 1));
}

/** What a slider goes over; undefined when the range is no use for one. The field itself takes every valid value. */
export function sliderRange(input: NumberInput): Range | undefined {
  const { min, max } = input;
  const steps = (max - min) / stepOf(input);
  if (steps <= SLIDER_STEPS && max - min >= stepOf(input) * 4) return { min, max };
  const usual = input.default;
  if (usual === undefined || usual <= min || min < 0 || usual > 24) return undefined;
  const top = niceCeiling(min + (usual - min) * OFTEN_USED);
  return top < max && (top - min) / stepOf(input) <= SLIDER_STEPS ? { min, max: top } : undefined;
}

/** The next of 1, 2, 5, 10, 20, ... */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= value * 0.999) ?? value;
}

/** Where a value is in a range, 0 to 1; beyond the ends counts as at the end. */
export function fractionOf({ min, max }: Range, value: number): number {
  return Math.min(1, Math.max(0, (value - min) / (max - min)));
}

/** As people read it: without the last digits of binary fractions. */
export function formatNumber(value: number): string {
  return Math.abs(value) < 1e12 ? String(Number(value.toFixed(6))) : String(value);
}

/** What is wrong with a value, as a sentence; undefined when nothing is. */
export function rangeSentence(input: NumberInput, value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return input.kind === 'int' ? 'A whole number is needed.' : 'A number is needed.';
  if (value < input.min) return `At least ${formatNumber(input.min)}.`;
  if (value > input.max) return `At most ${formatNumber(input.max)}.`;
  if (input.kind === 'float') return undefined;
  if (!Number.isInteger(value)) return 'A whole number is needed.';
  const step = input.step ?? 1;
  if ((value - input.min) % step === 0) return undefined;
  const from = input.min % step === 0 ? '' : `, counted from ${input.min}`;
  return `A multiple of ${step}${from}: ${nearestValid(input, value)}, for example.`;
}
